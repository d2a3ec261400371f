import fc from "fast-check";

/** Strings that break careless writers: markup, scripts, terminal codes, reordering, halves of surrogate pairs. */
export const hostileStrings: readonly string[] = [
  `</script><img src=x onerror="window.hacked=1">`,
  `<!--<script>window.hacked=1</script>`,
  `"><svg onload=window.hacked=1>`,
  `' onmouseover='window.hacked=1`,
  `</style></title></textarea></noscript><script>window.hacked=1</script>`,
  "&lt;b&gt; &amp;amp; &#60; &copy",
  "a | b || c \\| d \\\\| e",
  "**bold** __bold__ _it_ *it* ~~gone~~ `code` ``x``",
  "[link](javascript:alert(1)) ![img](x) [ref]: http://evil <http://evil>",
  "http://evil.example www.evil.example https://a.b/c_d_e",
  "# heading",
  "1. item",
  "2) item",
  "- item",
  "+ item",
  "> quote",
  "---",
  "===",
  "~~~",
  "    code",
  "$x^2$ $$y$$ \\(z\\)",
  "line\nbreak\r\nand\rreturn\ttab\u2028separator",
  "\u0000NUL \u0007bell \u001b[31mred\u001b[0m \u009b2J \u007f",
  "\u202eevil.exe\u202c \u2066isolate \u200eleft\u200f \ufeff",
  "half \ud800 pair \udc00",
  "日本語 한국어 e\u0301 👩‍👩‍👧 ﷽",
  "=1+1",
  "=cmd|'/c calc'!A0",
  "constructor",
  "__proto__",
  "",
  " ",
];

/** Any string: the ones above, arbitrary code units, and mixtures of markup characters. */
export const anyString: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileStrings),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(..."<>&\"'\\`*_{}[]()#+-.!|~$:/@= \n\r\t\0ab1\ud800\udfff\u202e"), maxLength: 20 }),
);
