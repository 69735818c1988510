/** Where the specifiers of each module lead: seen while it ran, and literal ones. */
import type { ModuleLink, ModuleTarget } from '../../format/graph/model.ts';
import type { Resolution } from '../../modules/types.ts';

interface RawLink {
  readonly how: 'require' | 'import';
  readonly specifier: string;
  readonly target: Resolution;
}

/** Where each specifier of each module led. */
export class LinkTable {
  readonly #links = new Map<string, Map<string, RawLink>>();

  note(parent: string, how: 'require' | 'import', specifier: string, target: Resolution): void {
    let links = this.#links.get(parent);
    if (links === undefined) {
      links = new Map();
      this.#links.set(parent, links);
    }
    links.set(`${how} ${specifier}`, { how, specifier, target });
  }

  /** Links of a module, sorted. `place` gives owner and path of a module, null if no component holds it. */
  of(id: string, owner: string, place: (id: string) => { readonly component: string; readonly path: string } | null): ModuleLink[] {
    const links = [...(this.#links.get(id)?.values() ?? [])];
    links.sort((a, b) => (a.specifier < b.specifier ? -1 : a.specifier > b.specifier ? 1 : a.how < b.how ? -1 : 1));
    return links.map(({ how, specifier, target }) => ({ how, specifier, target: placed(specifier, target, owner, place) }));
  }
}

function placed(
  specifier: string,
  target: Resolution,
  owner: string,
  place: (id: string) => { readonly component: string; readonly path: string } | null,
): ModuleTarget {
  switch (target.kind) {
    case 'builtin':
      return { kind: 'builtin', name: target.name };
    case 'provided':
    case 'outside':
      return { kind: 'outside', specifier };
    case 'module': {
      const found = place(target.id);
      if (found === null) return { kind: 'outside', specifier };
      return { kind: 'module', component: found.component === owner ? null : found.component, path: found.path };
    }
  }
}
