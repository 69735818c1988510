// The packager's error catalogue: one factory per error. See format/errors.ts for IcError.
