'use strict';
// Calls everything that a case made, in order, and tells what it gave: functions of every kind, methods and accessors of objects and classes.
const { types } = require('node:util');

const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));

async function outcomeOf(action) {
  try {
    return await action();
  } catch (error) {
    return `${error?.name}: ${error?.message}`;
  }
}

async function members(object, seen) {
  const given = {};
  const keys = new Set();
  for (let holder = object; holder !== null && holder !== Object.prototype && holder !== Function.prototype; holder = Object.getPrototypeOf(holder)) {
    for (const key of Reflect.ownKeys(holder)) if (!['constructor', 'prototype', 'length', 'name', 'arguments', 'caller'].includes(key)) keys.add(key);
  }
  for (const key of keys) given[key] = await outcomeOf(() => { const value = object[key]; return typeof value === 'function' ? call(value, seen, object) : value; });
  return given;
}

async function call(value, seen, self) {
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && !seen.has(value)) return members(value, seen.add(value));
  if (typeof value !== 'function') return value;
  if (isClass(value)) {
    if (seen.has(value)) return 'class';
    seen.add(value);
    return { statics: await members(value, seen), members: await outcomeOf(async () => members(new value(), seen)) };
  }
  if (types.isGeneratorFunction(value)) {
    const given = [];
    for await (const each of value.call(self)) given.push(each);
    return given;
  }
  const given = await value.call(self);
  return typeof given === 'function' && given !== value ? call(given, seen, self) : given;
}

/** What all members of `made` give, each called twice, as variables may change. */
module.exports = async function callAll(made) {
  const given = [];
  for (const round of [1, 2]) for (const key of Reflect.ownKeys(made)) given.push([round, key, await outcomeOf(() => call(made[key], new Set(), made))]);
  return given;
};
