import { parseAst } from "vite";

/** What a file of the bundler's that brings modules begins with. */
const BRINGS_MODULES = "(globalThis.TURBOPACK";

/**
 * Puts each module of a script in parentheses. A browser compiles a function that stands in them at
 * once, which for a script that loads is beside the page's own thread; any other it only skims, and
 * reads a second time, on the page's thread, when the function is called. The modules of a page are
 * called right away.
 *
 * @param {string} code a script of the export
 * @returns {string} the same script; as it was if it brings no modules
 */
export function compileModulesAhead(code) {
  if (!code.startsWith(BRINGS_MODULES)) return code;
  let result = "";
  let done = 0;
  for (const { start, end } of modulesOf(code)) {
    if (code[start - 1] === "(") continue;
    result += `${code.slice(done, start)}(${code.slice(start, end)})`;
    done = end;
  }
  return result + code.slice(done);
}

/**
 * The functions that the script hands over: `(globalThis.TURBOPACK||…).push([script, id, function, …])`.
 *
 * @param {string} code
 */
function modulesOf(code) {
  const modules = [];
  for (const statement of parseAst(code).body) {
    if (statement.type !== "ExpressionStatement") continue;
    if (statement.expression.type !== "CallExpression") continue;
    const [list] = statement.expression.arguments;
    if (list?.type !== "ArrayExpression") continue;
    for (const part of list.elements) {
      const { type } = part ?? {};
      if (type === "ArrowFunctionExpression" || type === "FunctionExpression") modules.push(part);
    }
  }
  return modules;
}
