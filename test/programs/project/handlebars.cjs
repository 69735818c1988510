const Handlebars = require('handlebars');
const { randomUUID } = require('node:crypto');

exports.stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
Handlebars.registerHelper('money', (amount) => `€${Number(amount).toFixed(2)}`);
Handlebars.registerHelper('list', (items, options) => `<ul>${items.map((item) => `<li>${options.fn(item)}</li>`).join('')}</ul>`);
Handlebars.registerPartial('footer', '<footer>{{year}} {{> @partial-block }}</footer>');
const own = Handlebars.create();
own.registerHelper('loud', (text) => new own.SafeString(`<b>${String(text).toUpperCase()}</b>`));
const page = Handlebars.compile('<h1>{{title}}</h1>{{#list rows}}{{name}}: {{money price}}{{#if rare}} *{{/if}}{{/list}}{{#> footer}}bye {{title}}{{/footer}}');
const small = own.compile('{{loud name}} {{#each things as |thing i|}}{{i}}={{thing}}{{#unless @last}}, {{/unless}}{{else}}none{{/each}}');
const data = { title: 'a & b', year: 2026, rows: [{ name: 'x', price: 1.5 }, { name: 'y', price: 20, rare: true }] };
const warm = page(data);

exports.Program = class Program {
  static startUp() {
    console.log(Handlebars.VERSION, warm === page(data), page(data));
    console.log(small({ name: '<me>', things: ['a', 'b'] }), small({ name: 'x', things: [] }), Object.keys(own.helpers).includes('money'), Object.keys(Handlebars.helpers).sort().join());
    console.log(Handlebars.precompile('{{a}}-{{b.c}}').length > 100, Handlebars.compile('{{#with a}}{{b}}{{../c}}{{/with}}')({ a: { b: 1 }, c: 2 }), Handlebars.escapeExpression('<&>'));
    try {
      Handlebars.compile('{{#if}}')({});
    } catch (error) {
      console.log(error.message.split('\n')[0]);
    }
  }
};
