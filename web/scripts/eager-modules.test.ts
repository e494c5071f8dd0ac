import { describe, expect, it } from "vitest";
import { compileModulesAhead } from "./eager-modules.mjs";

const head = "(globalThis.TURBOPACK||(globalThis.TURBOPACK=[])).push(";

describe("compileModulesAhead", () => {
  it("puts every module in parentheses and leaves all else as it is", () => {
    const code = `${head}[0,1,e=>{e.s(x=>x)},23,45,(e,t)=>{t.exports=function(){return "=>{"}},67,function(e){e()}]);`;
    expect(compileModulesAhead(code)).toBe(
      `${head}[0,1,(e=>{e.s(x=>x)}),23,45,((e,t)=>{t.exports=function(){return "=>{"}}),67,(function(e){e()})]);`,
    );
  });

  it("changes nothing the second time", () => {
    const once = compileModulesAhead(`${head}[0,1,e=>{},2,e=>{}]);`);
    expect(once).toContain("(e=>{})");
    expect(compileModulesAhead(once)).toBe(once);
  });

  it("leaves a script of another kind alone", () => {
    const worker = "addAll([0,1,e=>{postMessage(e)}]);";
    expect(compileModulesAhead(worker)).toBe(worker);
  });
});
