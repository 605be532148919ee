/** Values of cells: texts, ticks, choices, and writings, which are objects. */

import { asWriting, isBlank, plainOf } from "../writing/document.js";

const isNothing = (value) => value === null || value === undefined || value === "" || value === false;
const isObject = (value) => typeof value === "object" && value !== null;

/** Whether two values say the same. Databases give an object's keys back in an order of their own. */
export function isSame(one, other) {
  if (isNothing(one) && isNothing(other)) return true;
  if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other)) return one === other;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]));
}

/** Whether a value is words that somebody wrote; ticks say nothing by themselves. */
export function isWords(value) {
  return typeof value === "string" ? value.trim() !== "" : isObject(value) && asWriting(value) !== null && !isBlank(value);
}

/** A value as plain text, to be copied. */
export const textOf = (value) => (isObject(value) ? plainOf(value) : String(value));
