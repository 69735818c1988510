import Handlebars from 'handlebars';
import { Money } from './money.ts';

/** One handlebars environment for the whole system, with its helpers. */
export const views: typeof Handlebars = Handlebars.create();

views.registerHelper('money', (amount: unknown) => (amount instanceof Money ? amount.toString() : new Money(Number(amount)).toString()));
views.registerHelper('upper', (text: unknown) => String(text).toUpperCase());
views.registerPartial('page', '<!doctype html><title>{{title}}</title><h1>{{title}}</h1>{{> @partial-block }}');

/** Compiles a template and renders it once, so that a launch finds it ready. */
export function view(text: string, example: object): (data: object) => string {
  const template = views.compile(text);
  template(example);
  return (data) => template(data);
}
