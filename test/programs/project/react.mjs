import React, { Component, Suspense, createContext, createElement as h, forwardRef, lazy, memo, useContext, useId, useMemo, useReducer, useState } from 'react';
import { prerenderToNodeStream } from 'react-dom/static';
import { renderToPipeableStream, renderToStaticMarkup, renderToString } from 'react-dom/server';
import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const Theme = createContext('light');
const Price = memo(({ value }) => h('span', { className: 'price', style: { color: 'red', marginTop: 4 } }, value.toFixed(2)));
const Input = forwardRef((props, ref) => h('input', { ...props, ref, type: 'text', defaultValue: 'a "b"' }));
class Counter extends Component {
  static contextType = Theme;
  state = { count: this.props.start ?? 1 };
  static getDerivedStateFromProps = (props, state) => ({ count: state.count + 1 });
  render() {
    return h('b', { 'data-theme': this.context, onClick: () => this.setState({ count: 0 }) }, this.state.count);
  }
}
function Row({ order, children }) {
  const id = useId();
  const [total] = useState(() => order.lines.reduce((sum, line) => sum + line, 0));
  const [state] = useReducer((value) => value, 3, (value) => value * 2);
  const theme = useContext(Theme);
  return h('li', { id, key: order.name, hidden: false, 'aria-label': theme }, order.name, ' & ', h(Price, { value: useMemo(() => total * state, [total]) }), children);
}
let resolveLater;
const Later = lazy(() => new Promise((resolve) => { resolveLater = () => resolve({ default: () => h('em', null, 'later') }); }));
const orders = [{ name: 'one <x>', lines: [1, 2.5] }, { name: 'two', lines: [4] }];
const page = h(React.StrictMode, null, h(Theme.Provider, { value: 'dark' }, h('ul', null, orders.map((order) => h(Row, { key: order.name, order }, h(Counter, { start: order.lines.length }))), h(Input, { disabled: true })), h('div', { dangerouslySetInnerHTML: { __html: '<i>raw</i>' } })));
const warm = renderToString(page);
const cached = React.cache((n) => ({ n }));

export class Program {
  static async startUp() {
    console.log(React.version, warm === renderToString(page));
    console.log(warm);
    console.log(renderToStaticMarkup(h(React.Fragment, null, page, null, false, 0, [1, 'x'].map((item) => h('p', { key: item }, item)))));
    const stream = new PassThrough();
    const html = new Promise((resolve) => {
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => resolve(text));
    });
    const pipe = renderToPipeableStream(h('main', null, h(Suspense, { fallback: 'wait' }, h(Later))), { onShellReady: () => { pipe.pipe(stream); setTimeout(resolveLater, 5); } });
    console.log((await html).replace(/<script>.*<\/script>/s, '<script>'));
    const { prelude } = await prerenderToNodeStream(h('p', null, 'static'));
    console.log((await prelude.toArray()).join(''));
    console.log(React.isValidElement(page), React.Children.count(page.props.children), React.Children.toArray([h('a'), 'x', null]).length, typeof Price, Price.$$typeof === Input.$$typeof, cached(1) === cached(1));
    try {
      renderToString(h(() => { throw new TypeError('inside'); }));
    } catch (error) {
      console.log(error.constructor === TypeError, error.message);
    }
    try {
      useState();
    } catch (error) {
      console.log(error.message);
    }
  }
}
