import type { HostPath } from '../format/graph/model.ts';
/** First step of a path. */
export type HostRoot = { readonly kind: 'global'; readonly name: string } | { readonly kind: 'module'; readonly name: string } | { readonly kind: 'intrinsic'; readonly name: string };
/** A property key in a path. */
export type HostKey = string | { readonly kind: 'well-known'; readonly name: string } | { readonly kind: 'registered'; readonly key: string } | { readonly kind: 'path'; readonly path: ParsedHostPath };
export type HostStep = { readonly kind: 'property' | 'getter' | 'setter'; readonly key: HostKey } | { readonly kind: 'prototype' } | { readonly kind: 'symbol'; readonly description: string; readonly ordinal: number };
export interface ParsedHostPath { readonly root: HostRoot; readonly steps: readonly HostStep[] }
export function printHostPath(path: ParsedHostPath): HostPath { throw new Error(`not yet: ${path.root.name}`); }
export function parseHostPath(text: HostPath): ParsedHostPath { throw new Error(`not yet: ${text}`); }
export function readableHostPath(text: HostPath): string { return text; }
