/** The text of `abt --help`, kept apart from yargs, which the launcher does not load. */

export const HELP = `abt: launches JavaScript programs from image components, and packages them

Launching
  abt -iFILE [ARG…]           start a component; what follows the file goes to startUp(args)
  abt FILE.ic [ARG…]          the same
  abt FILE.icx [ARG…]         start a prelinked file
  abt                         start abt.icx, else abt.ic, of the working directory
    -ini:FILE                 configuration (before the file); default: the started file's base name + .ini
                              beside it, else abt.ini beside it, else abt.ini in the working directory
    -se, -se:FILE             write the prelinked file (.icx) of the started component, and end

Commands
  abt package [NAME…]         package the components that components/*.ini define
  abt doctor ENTRY            tell everything that stands against packaging a program
  abt inspect FILE            show what is in a component
  abt verify FILE…            check structure, hashes and signature
  abt COMMAND --help          options of a command

  --help, --version
`;
