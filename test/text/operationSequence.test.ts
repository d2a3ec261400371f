import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { operationSequence } from "@divlab/core/text";

describe("operationSequence()", () => {
  it.each([
    ["plain equations, in order", "First 5 + 3 = 8. Then 8*2=16, so 16 - 8 = 8", "5+3=8;8*2=16;16-8=8"],
    ["annotations", "<<16-3=13>>13 eggs, so <<13*2=26>>26", "16-3=13;13*2=26"],
    ["an equation that runs into its annotation", "16 - 3 = <<16-3=13>>13 ducks", "16-3=13"],
    ["the same with a currency sign", "$80 x 25/100 = $<<80*25/100=20.0>>20.0.", "80*25/100=20"],
    ["the same with units", "24 years - 32 years = <<24-32=-8>>-8 years old", "24-32=-8"],
    ["an equation beside its annotation", "5 + 3 = 8 <<5+3=8>> and 5 + 3 = 8 apples <<5+3=8>>", "5+3=8;5+3=8"],
    ["an annotation that says something else", "5 + 3 = 8 <<5+4=9>>9", "5+3=8;5+4=9"],
    ["a step said twice", "5+3=8, as said: 5+3=8", "5+3=8;5+3=8"],
    ["equations without annotation beside annotated ones", "30/2=<<30/2=15.0>>15 years, so 15+5=20", "30/2=15;15+5=20"],
    ["an annotation cut off", "2*4 = <<2*4=8", "2*4=8"],
    ["an annotation without operation", "x = <<11=11>>11", ""],
    ["chains", "2*3*4 = 6*4 = 24", "2*3*4=6*4;6*4=24"],
    ["names before and after", "Total = 5 + 3 = 8 = T", "5+3=8"],
    ["multiplication signs", "2 × 3 = 6, 2·3 = 6, 2 x 3 = 6, 2x3=6, 2 X 3=6, 2 \\times 3 = 6, 2 \\cdot 3 = 6", Array(7).fill("2*3=6").join(";")],
    ["division signs", "6 ÷ 3 = 2, 6/3 = 2, 6 \\div 3 = 2, \\frac{6}{3} = 2", Array(4).fill("6/3=2").join(";")],
    ["minus signs", "5 - 3 = 2, 5 − 3 = 2, 5 – 3 = 2", Array(3).fill("5-3=2").join(";")],
    ["about equal", "10/3 ≈ 3.33 and 10/3 = 3.33", "10/3=3.33;10/3=3.33"],
    ["about equal in LaTeX", "10/3 \\approx 3.33", "10/3=3.33"],
    ["LaTeX and bold type", "\\[ 9 \\text{ eggs} \\times \\$2/\\text{egg} = \\boxed{\\$18} \\] and **5 + 3 = 8**, \\(1{,}000 + 1 = 1001\\)", "9*2=18;5+3=8;1000+1=1001"],
    ["thousands and currency", "$1,200.50 * 2 = $2,401 and £1,000,000 - €1 = 999,999", "1200.5*2=2401;1000000-1=999999"],
    ["decimals", "5*.2=1.0 and 05.10 + 0 = 5.1", "5*0.2=1;5.1+0=5.1"],
    ["percent", "20% of 50 = 10, 50 * 7.5% = 3.75, 1/4 = 25%, 100% - 20% = 80%", "0.2*50=10;50*0.075=3.75;1/4=0.25;1-0.2=0.8"],
    ["negative numbers", "3 - 5 = -2, -2 * -3 = 6, 4 * (-3) = −12, 4-4=-0", "3-5=-2;-2*-3=6;4*-3=-12;4-4=0"],
    ["parentheses", "(5 + 3) * 2 = 16, ((5+3))=8, 2(3+4) = 14, (1+1)(2+2)=8", "(5+3)*2=16;5+3=8;2*(3+4)=14;(1+1)*(2+2)=8"],
    ["parentheses around a step", "He has 5 (3 + 2 = 5) left (and 4 - 1 = 3)", "3+2=5;4-1=3"],
    ["powers", "2^3 = 8, 2**3*2 = 16 and **2 + 3 = 5**", "2^3=8;2^3*2=16;2+3=5"],
    ["units", "3 apples + 5 apples = 8 apples; 60 miles/hour * 3 hours = 180 miles; 12 eggs per day - 3 eggs = 9", "3+5=8;60*3=180;12-3=9"],
    ["shares of something unknown", "1/4 of the books = 5, so 100% - 25% = 75% of the price and 2 cups of rice + 1 cup = 3 cups", "1-0.25=0.75;2+1=3"],
    ["a fraction as result", "12/60 = 1/5 pm", "12/60=1/5"],
    ["bullets and numbered lines", "- 5 + 3 = 8\n* 8 * 2 = 16\n1. 1 + 1 = 2\n2) 2 + 2 = 4\n-5 + 3 = -2", "5+3=8;8*2=16;1+1=2;2+2=4;-5+3=-2"],
    ["prose after the result", "5 + 3 = 8 - so we have 8-year olds", "5+3=8"],
    ["unknowns", "2x + 3 = 7, y + 3 + 4 = 9, 3x = 12, x - 5 + 1 = 2, 2L*4=8, 8+L=70, 5 + 3 = 8x, f(3 + 2) = 5, x2 + 1 = 3", ""],
    ["no result", "5 + 3, Total = 5 + 3, 5 + 3 = ?, 5 + 3 =\n8", ""],
    ["no operation", "The answer is 8. #### 8, n = 5, p = 0.05, 2024-01-02", ""],
    ["nothing", "", ""],
  ])("%s", (_, text, expected) => {
    expect(operationSequence(text)).toBe(expected);
  });

  it("gives its own steps back: the key of a key is the key", () => {
    const integer = fc.integer({ min: 1, max: 9999 });
    const step = fc.tuple(integer, fc.constantFrom("+", "-", "*", "/"), integer, fc.integer({ min: -999, max: 999 })).map(([a, sign, b, c]) => `${a}${sign}${b}=${c}`);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const key = steps.join(";");
        expect(operationSequence(key)).toBe(key);
        expect(operationSequence(steps.map((own) => `So ${own.replace(/(?<=\d)[-+*/=]/g, " $& ")} eggs.`).join("\n"))).toBe(key);
        expect(operationSequence(steps.map((own) => `${own.split("=")[0]} = $<<${own}>>${own.split("=")[1]} eggs`).join(". "))).toBe(key);
      }),
      { seed: 31 },
    );
  });

  it("takes any text", () => {
    const pieces = fc.constantFrom("5", "3.5", "1,000", " ", "=", "+", "-", "*", "/", "x", "(", ")", "<<", ">>", "$", "%", "of", "eggs", "a", "\n", "\\frac{", "}", ".", "😀");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const key = operationSequence(parts.join(""));
        for (const one of key === "" ? [] : key.split(";")) expect(one).toMatch(/^[-\d.+*/^()]+=[-\d.+*/^()]+$/);
      }),
      { seed: 32, numRuns: 2000 },
    );
  });

  it("refuses what is no text", () => {
    expect(() => operationSequence(undefined as unknown as string)).toThrow("Cannot read operations: text must be a string, got undefined");
  });
});
