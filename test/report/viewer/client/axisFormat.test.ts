import { describe, expect, it } from "vitest";
import { axisFormat } from "../../../../src/report/viewer/client/axisFormat.ts";

describe("axisFormat", () => {
  it("tells neighbouring ticks apart, however far from 0 they are", () => {
    const plain = axisFormat({ label: "EDC", scale: "linear" });
    expect([0.90028, 0.9003, 0.9003 + 0.00002].map(plain)).toEqual(["0.90028", "0.9003", "0.90032"]);
    expect([-0.5, 0, 0.1 + 0.2, 250.5].map(plain)).toEqual(["−0.5", "0", "0.3", "250.5"]);
  });

  it("writes what is no round number with four digits, and large numbers with commas", () => {
    const plain = axisFormat({ label: "x", scale: "linear" });
    expect([1 / 3, 12_500, 0.00001].map(plain)).toEqual(["0.3333", "12,500", "1e-5"]);
  });

  it("writes many zeros as an exponent, and every digit of a count", () => {
    const plain = axisFormat({ label: "step", scale: "log" });
    expect([1e6, 2.5e7, 1e15, 1e-7, 2.5e-12, -2e6].map(plain)).toEqual(["1e6", "2.5e7", "1e15", "1e-7", "2.5e-12", "−2e6"]);
    expect([1_234_567, 1_234_600, 999_999, 100_000].map(plain)).toEqual(["1,234,567", "1,234,600", "999,999", "100,000"]);
  });

  it("writes percent and points", () => {
    expect(axisFormat({ label: "share", scale: "linear", percent: true })(0.07)).toBe("7 %");
    expect([0.005, -0.02, 0].map(axisFormat({ label: "gain", scale: "linear", points: true }))).toEqual(["+0.5 pp", "−2 pp", "0 pp"]);
  });
});
