/** Names under which ES modules see `module.exports` of every CommonJS module on this Node: `module.exports` since Node 23. */
const names: readonly string[] = Number(process.versions.node.split('.')[0]) >= 23 ? ['default', 'module.exports'] : ['default'];

/** Names of the whole of `module.exports` in the namespace of a CommonJS module. */
export const wholeExports = (): readonly string[] => names;

/** Whether the export of a CommonJS module is its `module.exports`, by the names of any Node. */
export const isWholeExports = (name: string): boolean => name === 'default' || name === 'module.exports';

/** Whether the export of a CommonJS module is there on this Node: files may be packaged on another one. */
export const hasExportHere = (name: string): boolean => !isWholeExports(name) || names.includes(name);
