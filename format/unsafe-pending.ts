/** Records that refer to each other in circles are made with a gap first and completed when all of them exist. */

/** Same type, fields writable: only the decoder that made the record may use it. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Fills a field that is set before anybody outside the decoder sees the record. Cast: no value of the field's type exists yet. */
export const PENDING = undefined as never;
