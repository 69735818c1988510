import { Lexer, Marked, Renderer, marked, parseInline } from 'marked';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const shout = {
  name: 'shout', level: 'inline',
  start: (source) => source.indexOf('!!'),
  tokenizer(source) {
    const match = /^!!([^!]+)!!/.exec(source);
    return match === null ? undefined : { type: 'shout', raw: match[0], tokens: this.lexer.inlineTokens(match[1]) };
  },
  renderer(token) {
    return `<b class="shout">${this.parser.parseInline(token.tokens)}</b>`;
  },
};
let headings = 0;
const own = new Marked({ gfm: true, breaks: true }, { extensions: [shout] });
own.use({ renderer: { heading({ tokens, depth }) { headings += 1; return `<h${depth} id="h${headings}">${this.parser.parseInline(tokens)}</h${depth}>\n`; } } });
own.use({ walkTokens: (token) => { if (token.type === 'link') token.href = `https://example.org/${token.href}`; } });
own.use({ hooks: { postprocess: (html) => `<main>\n${html}</main>` }, async: false });
marked.use({ pedantic: false });
const text = '# One *two*\n\nA [link](x "t"), `code <b>`, !!so _it_ is!!\nnext line\n\n- [x] done\n- [ ] open\n  1. nested\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n\n> quote\n\n```js\nlet a = "<";\n```\n\n![image](p.png) <https://a.b> ~~gone~~ www.example.com\n\nSetext\n---\n';
const warm = own.parse('# warm');
const tokens = new Lexer().lex(text);

export class Program {
  static async startUp() {
    console.log(warm, headings, tokens.map((token) => token.type).join(' '), Object.keys(tokens.links).length);
    console.log(own.parse(text));
    console.log(marked.parse(text), parseInline('*a* **b** [c]\n\n[c]: /d'));
    console.log(own.defaults.breaks, marked.defaults.breaks, new Renderer().constructor.name, headings, new Lexer() instanceof marked.Lexer);
    const later = new Marked({ async: true, walkTokens: async (token) => { await null; if (token.type === 'text') token.text = token.text.toUpperCase(); } });
    console.log(await later.parse('some *text* here'));
    try {
      marked.parse(null);
    } catch (error) {
      console.log(error.message.split('\n')[0]);
    }
  }
}
