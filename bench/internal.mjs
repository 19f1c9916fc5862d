/** A module inside of the built library, for what is measured by itself. @param {string} path */
export function internal(path) {
  return import(new URL(`../dist/lib/${path}`, import.meta.url).href);
}
