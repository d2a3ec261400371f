var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// node_modules/@stdlib/assert-has-symbol-support/lib/main.js
var require_main = __commonJS({
  "node_modules/@stdlib/assert-has-symbol-support/lib/main.js"(exports, module) {
    "use strict";
    function hasSymbolSupport() {
      return typeof Symbol === "function" && typeof /* @__PURE__ */ Symbol("foo") === "symbol";
    }
    module.exports = hasSymbolSupport;
  }
});

// node_modules/@stdlib/assert-has-symbol-support/lib/index.js
var require_lib = __commonJS({
  "node_modules/@stdlib/assert-has-symbol-support/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main();
    module.exports = main;
  }
});

// node_modules/@stdlib/assert-has-tostringtag-support/lib/main.js
var require_main2 = __commonJS({
  "node_modules/@stdlib/assert-has-tostringtag-support/lib/main.js"(exports, module) {
    "use strict";
    var hasSymbols = require_lib();
    var FLG = hasSymbols();
    function hasToStringTagSupport() {
      return FLG && typeof Symbol.toStringTag === "symbol";
    }
    module.exports = hasToStringTagSupport;
  }
});

// node_modules/@stdlib/assert-has-tostringtag-support/lib/index.js
var require_lib2 = __commonJS({
  "node_modules/@stdlib/assert-has-tostringtag-support/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main2();
    module.exports = main;
  }
});

// node_modules/@stdlib/utils-native-class/lib/tostring.js
var require_tostring = __commonJS({
  "node_modules/@stdlib/utils-native-class/lib/tostring.js"(exports, module) {
    "use strict";
    var toStr = Object.prototype.toString;
    module.exports = toStr;
  }
});

// node_modules/@stdlib/utils-native-class/lib/main.js
var require_main3 = __commonJS({
  "node_modules/@stdlib/utils-native-class/lib/main.js"(exports, module) {
    "use strict";
    var toStr = require_tostring();
    function nativeClass(v) {
      return toStr.call(v);
    }
    module.exports = nativeClass;
  }
});

// node_modules/@stdlib/assert-has-own-property/lib/main.js
var require_main4 = __commonJS({
  "node_modules/@stdlib/assert-has-own-property/lib/main.js"(exports, module) {
    "use strict";
    var has = Object.prototype.hasOwnProperty;
    function hasOwnProp(value, property) {
      if (value === void 0 || value === null) {
        return false;
      }
      return has.call(value, property);
    }
    module.exports = hasOwnProp;
  }
});

// node_modules/@stdlib/assert-has-own-property/lib/index.js
var require_lib3 = __commonJS({
  "node_modules/@stdlib/assert-has-own-property/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main4();
    module.exports = main;
  }
});

// node_modules/@stdlib/symbol-ctor/lib/main.js
var require_main5 = __commonJS({
  "node_modules/@stdlib/symbol-ctor/lib/main.js"(exports, module) {
    "use strict";
    var Sym = typeof Symbol === "function" ? Symbol : void 0;
    module.exports = Sym;
  }
});

// node_modules/@stdlib/symbol-ctor/lib/index.js
var require_lib4 = __commonJS({
  "node_modules/@stdlib/symbol-ctor/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main5();
    module.exports = main;
  }
});

// node_modules/@stdlib/utils-native-class/lib/tostringtag.js
var require_tostringtag = __commonJS({
  "node_modules/@stdlib/utils-native-class/lib/tostringtag.js"(exports, module) {
    "use strict";
    var Symbol2 = require_lib4();
    var toStrTag = typeof Symbol2 === "function" ? Symbol2.toStringTag : "";
    module.exports = toStrTag;
  }
});

// node_modules/@stdlib/utils-native-class/lib/polyfill.js
var require_polyfill = __commonJS({
  "node_modules/@stdlib/utils-native-class/lib/polyfill.js"(exports, module) {
    "use strict";
    var hasOwnProp = require_lib3();
    var toStringTag = require_tostringtag();
    var toStr = require_tostring();
    function nativeClass(v) {
      var isOwn;
      var tag;
      var out;
      if (v === null || v === void 0) {
        return toStr.call(v);
      }
      tag = v[toStringTag];
      isOwn = hasOwnProp(v, toStringTag);
      try {
        v[toStringTag] = void 0;
      } catch (err) {
        return toStr.call(v);
      }
      out = toStr.call(v);
      if (isOwn) {
        v[toStringTag] = tag;
      } else {
        delete v[toStringTag];
      }
      return out;
    }
    module.exports = nativeClass;
  }
});

// node_modules/@stdlib/utils-native-class/lib/index.js
var require_lib5 = __commonJS({
  "node_modules/@stdlib/utils-native-class/lib/index.js"(exports, module) {
    "use strict";
    var hasToStringTag = require_lib2();
    var builtin = require_main3();
    var polyfill = require_polyfill();
    var main;
    if (hasToStringTag()) {
      main = polyfill;
    } else {
      main = builtin;
    }
    module.exports = main;
  }
});

// node_modules/@stdlib/assert-is-uint32array/lib/main.js
var require_main6 = __commonJS({
  "node_modules/@stdlib/assert-is-uint32array/lib/main.js"(exports, module) {
    "use strict";
    var nativeClass = require_lib5();
    var hasUint32Array = typeof Uint32Array === "function";
    function isUint32Array(value) {
      return hasUint32Array && value instanceof Uint32Array || // eslint-disable-line stdlib/require-globals
      nativeClass(value) === "[object Uint32Array]";
    }
    module.exports = isUint32Array;
  }
});

// node_modules/@stdlib/assert-is-uint32array/lib/index.js
var require_lib6 = __commonJS({
  "node_modules/@stdlib/assert-is-uint32array/lib/index.js"(exports, module) {
    "use strict";
    var isUint32Array = require_main6();
    module.exports = isUint32Array;
  }
});

// node_modules/@stdlib/constants-uint32-max/lib/index.js
var require_lib7 = __commonJS({
  "node_modules/@stdlib/constants-uint32-max/lib/index.js"(exports, module) {
    "use strict";
    var UINT32_MAX = 4294967295;
    module.exports = UINT32_MAX;
  }
});

// node_modules/@stdlib/assert-has-uint32array-support/lib/uint32array.js
var require_uint32array = __commonJS({
  "node_modules/@stdlib/assert-has-uint32array-support/lib/uint32array.js"(exports, module) {
    "use strict";
    var main = typeof Uint32Array === "function" ? Uint32Array : null;
    module.exports = main;
  }
});

// node_modules/@stdlib/assert-has-uint32array-support/lib/main.js
var require_main7 = __commonJS({
  "node_modules/@stdlib/assert-has-uint32array-support/lib/main.js"(exports, module) {
    "use strict";
    var isUint32Array = require_lib6();
    var UINT32_MAX = require_lib7();
    var GlobalUint32Array = require_uint32array();
    function hasUint32ArraySupport() {
      var bool;
      var arr;
      if (typeof GlobalUint32Array !== "function") {
        return false;
      }
      try {
        arr = [1, 3.14, -3.14, UINT32_MAX + 1, UINT32_MAX + 2];
        arr = new GlobalUint32Array(arr);
        bool = isUint32Array(arr) && arr[0] === 1 && arr[1] === 3 && // truncation
        arr[2] === UINT32_MAX - 2 && // truncation and wrap around
        arr[3] === 0 && // wrap around
        arr[4] === 1;
      } catch (err) {
        bool = false;
      }
      return bool;
    }
    module.exports = hasUint32ArraySupport;
  }
});

// node_modules/@stdlib/assert-has-uint32array-support/lib/index.js
var require_lib8 = __commonJS({
  "node_modules/@stdlib/assert-has-uint32array-support/lib/index.js"(exports, module) {
    "use strict";
    var hasUint32ArraySupport = require_main7();
    module.exports = hasUint32ArraySupport;
  }
});

// node_modules/@stdlib/array-uint32/lib/main.js
var require_main8 = __commonJS({
  "node_modules/@stdlib/array-uint32/lib/main.js"(exports, module) {
    "use strict";
    var ctor = typeof Uint32Array === "function" ? Uint32Array : void 0;
    module.exports = ctor;
  }
});

// node_modules/@stdlib/array-uint32/lib/polyfill.js
var require_polyfill2 = __commonJS({
  "node_modules/@stdlib/array-uint32/lib/polyfill.js"(exports, module) {
    "use strict";
    function polyfill() {
      throw new Error("not implemented");
    }
    module.exports = polyfill;
  }
});

// node_modules/@stdlib/array-uint32/lib/index.js
var require_lib9 = __commonJS({
  "node_modules/@stdlib/array-uint32/lib/index.js"(exports, module) {
    "use strict";
    var hasUint32ArraySupport = require_lib8();
    var builtin = require_main8();
    var polyfill = require_polyfill2();
    var ctor;
    if (hasUint32ArraySupport()) {
      ctor = builtin;
    } else {
      ctor = polyfill;
    }
    module.exports = ctor;
  }
});

// node_modules/@stdlib/assert-is-float64array/lib/main.js
var require_main9 = __commonJS({
  "node_modules/@stdlib/assert-is-float64array/lib/main.js"(exports, module) {
    "use strict";
    var nativeClass = require_lib5();
    var hasFloat64Array = typeof Float64Array === "function";
    function isFloat64Array(value) {
      return hasFloat64Array && value instanceof Float64Array || // eslint-disable-line stdlib/require-globals
      nativeClass(value) === "[object Float64Array]";
    }
    module.exports = isFloat64Array;
  }
});

// node_modules/@stdlib/assert-is-float64array/lib/index.js
var require_lib10 = __commonJS({
  "node_modules/@stdlib/assert-is-float64array/lib/index.js"(exports, module) {
    "use strict";
    var isFloat64Array = require_main9();
    module.exports = isFloat64Array;
  }
});

// node_modules/@stdlib/assert-has-float64array-support/lib/float64array.js
var require_float64array = __commonJS({
  "node_modules/@stdlib/assert-has-float64array-support/lib/float64array.js"(exports, module) {
    "use strict";
    var main = typeof Float64Array === "function" ? Float64Array : null;
    module.exports = main;
  }
});

// node_modules/@stdlib/assert-has-float64array-support/lib/main.js
var require_main10 = __commonJS({
  "node_modules/@stdlib/assert-has-float64array-support/lib/main.js"(exports, module) {
    "use strict";
    var isFloat64Array = require_lib10();
    var GlobalFloat64Array = require_float64array();
    function hasFloat64ArraySupport() {
      var bool;
      var arr;
      if (typeof GlobalFloat64Array !== "function") {
        return false;
      }
      try {
        arr = new GlobalFloat64Array([1, 3.14, -3.14, NaN]);
        bool = isFloat64Array(arr) && arr[0] === 1 && arr[1] === 3.14 && arr[2] === -3.14 && arr[3] !== arr[3];
      } catch (err) {
        bool = false;
      }
      return bool;
    }
    module.exports = hasFloat64ArraySupport;
  }
});

// node_modules/@stdlib/assert-has-float64array-support/lib/index.js
var require_lib11 = __commonJS({
  "node_modules/@stdlib/assert-has-float64array-support/lib/index.js"(exports, module) {
    "use strict";
    var hasFloat64ArraySupport = require_main10();
    module.exports = hasFloat64ArraySupport;
  }
});

// node_modules/@stdlib/array-float64/lib/main.js
var require_main11 = __commonJS({
  "node_modules/@stdlib/array-float64/lib/main.js"(exports, module) {
    "use strict";
    var ctor = typeof Float64Array === "function" ? Float64Array : void 0;
    module.exports = ctor;
  }
});

// node_modules/@stdlib/array-float64/lib/polyfill.js
var require_polyfill3 = __commonJS({
  "node_modules/@stdlib/array-float64/lib/polyfill.js"(exports, module) {
    "use strict";
    function polyfill() {
      throw new Error("not implemented");
    }
    module.exports = polyfill;
  }
});

// node_modules/@stdlib/array-float64/lib/index.js
var require_lib12 = __commonJS({
  "node_modules/@stdlib/array-float64/lib/index.js"(exports, module) {
    "use strict";
    var hasFloat64ArraySupport = require_lib11();
    var builtin = require_main11();
    var polyfill = require_polyfill3();
    var ctor;
    if (hasFloat64ArraySupport()) {
      ctor = builtin;
    } else {
      ctor = polyfill;
    }
    module.exports = ctor;
  }
});

// node_modules/@stdlib/assert-is-uint8array/lib/main.js
var require_main12 = __commonJS({
  "node_modules/@stdlib/assert-is-uint8array/lib/main.js"(exports, module) {
    "use strict";
    var nativeClass = require_lib5();
    var hasUint8Array = typeof Uint8Array === "function";
    function isUint8Array(value) {
      return hasUint8Array && value instanceof Uint8Array || // eslint-disable-line stdlib/require-globals
      nativeClass(value) === "[object Uint8Array]";
    }
    module.exports = isUint8Array;
  }
});

// node_modules/@stdlib/assert-is-uint8array/lib/index.js
var require_lib13 = __commonJS({
  "node_modules/@stdlib/assert-is-uint8array/lib/index.js"(exports, module) {
    "use strict";
    var isUint8Array = require_main12();
    module.exports = isUint8Array;
  }
});

// node_modules/@stdlib/constants-uint8-max/lib/index.js
var require_lib14 = __commonJS({
  "node_modules/@stdlib/constants-uint8-max/lib/index.js"(exports, module) {
    "use strict";
    var UINT8_MAX = 255 | 0;
    module.exports = UINT8_MAX;
  }
});

// node_modules/@stdlib/assert-has-uint8array-support/lib/uint8array.js
var require_uint8array = __commonJS({
  "node_modules/@stdlib/assert-has-uint8array-support/lib/uint8array.js"(exports, module) {
    "use strict";
    var main = typeof Uint8Array === "function" ? Uint8Array : null;
    module.exports = main;
  }
});

// node_modules/@stdlib/assert-has-uint8array-support/lib/main.js
var require_main13 = __commonJS({
  "node_modules/@stdlib/assert-has-uint8array-support/lib/main.js"(exports, module) {
    "use strict";
    var isUint8Array = require_lib13();
    var UINT8_MAX = require_lib14();
    var GlobalUint8Array = require_uint8array();
    function hasUint8ArraySupport() {
      var bool;
      var arr;
      if (typeof GlobalUint8Array !== "function") {
        return false;
      }
      try {
        arr = [1, 3.14, -3.14, UINT8_MAX + 1, UINT8_MAX + 2];
        arr = new GlobalUint8Array(arr);
        bool = isUint8Array(arr) && arr[0] === 1 && arr[1] === 3 && // truncation
        arr[2] === UINT8_MAX - 2 && // truncation and wrap around
        arr[3] === 0 && // wrap around
        arr[4] === 1;
      } catch (err) {
        bool = false;
      }
      return bool;
    }
    module.exports = hasUint8ArraySupport;
  }
});

// node_modules/@stdlib/assert-has-uint8array-support/lib/index.js
var require_lib15 = __commonJS({
  "node_modules/@stdlib/assert-has-uint8array-support/lib/index.js"(exports, module) {
    "use strict";
    var hasUint8ArraySupport = require_main13();
    module.exports = hasUint8ArraySupport;
  }
});

// node_modules/@stdlib/array-uint8/lib/main.js
var require_main14 = __commonJS({
  "node_modules/@stdlib/array-uint8/lib/main.js"(exports, module) {
    "use strict";
    var ctor = typeof Uint8Array === "function" ? Uint8Array : void 0;
    module.exports = ctor;
  }
});

// node_modules/@stdlib/array-uint8/lib/polyfill.js
var require_polyfill4 = __commonJS({
  "node_modules/@stdlib/array-uint8/lib/polyfill.js"(exports, module) {
    "use strict";
    function polyfill() {
      throw new Error("not implemented");
    }
    module.exports = polyfill;
  }
});

// node_modules/@stdlib/array-uint8/lib/index.js
var require_lib16 = __commonJS({
  "node_modules/@stdlib/array-uint8/lib/index.js"(exports, module) {
    "use strict";
    var hasUint8ArraySupport = require_lib15();
    var builtin = require_main14();
    var polyfill = require_polyfill4();
    var ctor;
    if (hasUint8ArraySupport()) {
      ctor = builtin;
    } else {
      ctor = polyfill;
    }
    module.exports = ctor;
  }
});

// node_modules/@stdlib/assert-is-uint16array/lib/main.js
var require_main15 = __commonJS({
  "node_modules/@stdlib/assert-is-uint16array/lib/main.js"(exports, module) {
    "use strict";
    var nativeClass = require_lib5();
    var hasUint16Array = typeof Uint16Array === "function";
    function isUint16Array(value) {
      return hasUint16Array && value instanceof Uint16Array || // eslint-disable-line stdlib/require-globals
      nativeClass(value) === "[object Uint16Array]";
    }
    module.exports = isUint16Array;
  }
});

// node_modules/@stdlib/assert-is-uint16array/lib/index.js
var require_lib17 = __commonJS({
  "node_modules/@stdlib/assert-is-uint16array/lib/index.js"(exports, module) {
    "use strict";
    var isUint16Array = require_main15();
    module.exports = isUint16Array;
  }
});

// node_modules/@stdlib/constants-uint16-max/lib/index.js
var require_lib18 = __commonJS({
  "node_modules/@stdlib/constants-uint16-max/lib/index.js"(exports, module) {
    "use strict";
    var UINT16_MAX = 65535 | 0;
    module.exports = UINT16_MAX;
  }
});

// node_modules/@stdlib/assert-has-uint16array-support/lib/uint16array.js
var require_uint16array = __commonJS({
  "node_modules/@stdlib/assert-has-uint16array-support/lib/uint16array.js"(exports, module) {
    "use strict";
    var main = typeof Uint16Array === "function" ? Uint16Array : null;
    module.exports = main;
  }
});

// node_modules/@stdlib/assert-has-uint16array-support/lib/main.js
var require_main16 = __commonJS({
  "node_modules/@stdlib/assert-has-uint16array-support/lib/main.js"(exports, module) {
    "use strict";
    var isUint16Array = require_lib17();
    var UINT16_MAX = require_lib18();
    var GlobalUint16Array = require_uint16array();
    function hasUint16ArraySupport() {
      var bool;
      var arr;
      if (typeof GlobalUint16Array !== "function") {
        return false;
      }
      try {
        arr = [1, 3.14, -3.14, UINT16_MAX + 1, UINT16_MAX + 2];
        arr = new GlobalUint16Array(arr);
        bool = isUint16Array(arr) && arr[0] === 1 && arr[1] === 3 && // truncation
        arr[2] === UINT16_MAX - 2 && // truncation and wrap around
        arr[3] === 0 && // wrap around
        arr[4] === 1;
      } catch (err) {
        bool = false;
      }
      return bool;
    }
    module.exports = hasUint16ArraySupport;
  }
});

// node_modules/@stdlib/assert-has-uint16array-support/lib/index.js
var require_lib19 = __commonJS({
  "node_modules/@stdlib/assert-has-uint16array-support/lib/index.js"(exports, module) {
    "use strict";
    var hasUint16ArraySupport = require_main16();
    module.exports = hasUint16ArraySupport;
  }
});

// node_modules/@stdlib/array-uint16/lib/main.js
var require_main17 = __commonJS({
  "node_modules/@stdlib/array-uint16/lib/main.js"(exports, module) {
    "use strict";
    var ctor = typeof Uint16Array === "function" ? Uint16Array : void 0;
    module.exports = ctor;
  }
});

// node_modules/@stdlib/array-uint16/lib/polyfill.js
var require_polyfill5 = __commonJS({
  "node_modules/@stdlib/array-uint16/lib/polyfill.js"(exports, module) {
    "use strict";
    function polyfill() {
      throw new Error("not implemented");
    }
    module.exports = polyfill;
  }
});

// node_modules/@stdlib/array-uint16/lib/index.js
var require_lib20 = __commonJS({
  "node_modules/@stdlib/array-uint16/lib/index.js"(exports, module) {
    "use strict";
    var hasUint16ArraySupport = require_lib19();
    var builtin = require_main17();
    var polyfill = require_polyfill5();
    var ctor;
    if (hasUint16ArraySupport()) {
      ctor = builtin;
    } else {
      ctor = polyfill;
    }
    module.exports = ctor;
  }
});

// node_modules/@stdlib/assert-is-little-endian/lib/ctors.js
var require_ctors = __commonJS({
  "node_modules/@stdlib/assert-is-little-endian/lib/ctors.js"(exports, module) {
    "use strict";
    var Uint8Array2 = require_lib16();
    var Uint16Array2 = require_lib20();
    var ctors = {
      "uint16": Uint16Array2,
      "uint8": Uint8Array2
    };
    module.exports = ctors;
  }
});

// node_modules/@stdlib/assert-is-little-endian/lib/main.js
var require_main18 = __commonJS({
  "node_modules/@stdlib/assert-is-little-endian/lib/main.js"(exports, module) {
    "use strict";
    var ctors = require_ctors();
    var bool;
    function isLittleEndian() {
      var uint16view;
      var uint8view;
      uint16view = new ctors["uint16"](1);
      uint16view[0] = 4660;
      uint8view = new ctors["uint8"](uint16view.buffer);
      return uint8view[0] === 52;
    }
    bool = isLittleEndian();
    module.exports = bool;
  }
});

// node_modules/@stdlib/assert-is-little-endian/lib/index.js
var require_lib21 = __commonJS({
  "node_modules/@stdlib/assert-is-little-endian/lib/index.js"(exports, module) {
    "use strict";
    var IS_LITTLE_ENDIAN = require_main18();
    module.exports = IS_LITTLE_ENDIAN;
  }
});

// node_modules/@stdlib/number-float64-base-get-high-word/lib/high.js
var require_high = __commonJS({
  "node_modules/@stdlib/number-float64-base-get-high-word/lib/high.js"(exports, module) {
    "use strict";
    var isLittleEndian = require_lib21();
    var HIGH;
    if (isLittleEndian === true) {
      HIGH = 1;
    } else {
      HIGH = 0;
    }
    module.exports = HIGH;
  }
});

// node_modules/@stdlib/number-float64-base-get-high-word/lib/main.js
var require_main19 = __commonJS({
  "node_modules/@stdlib/number-float64-base-get-high-word/lib/main.js"(exports, module) {
    "use strict";
    var Uint32Array2 = require_lib9();
    var Float64Array2 = require_lib12();
    var HIGH = require_high();
    var FLOAT64_VIEW = new Float64Array2(1);
    var UINT32_VIEW = new Uint32Array2(FLOAT64_VIEW.buffer);
    function getHighWord(x) {
      FLOAT64_VIEW[0] = x;
      return UINT32_VIEW[HIGH];
    }
    module.exports = getHighWord;
  }
});

// node_modules/@stdlib/number-float64-base-get-high-word/lib/index.js
var require_lib22 = __commonJS({
  "node_modules/@stdlib/number-float64-base-get-high-word/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main19();
    module.exports = main;
  }
});

// node_modules/@stdlib/number-float64-base-set-high-word/lib/high.js
var require_high2 = __commonJS({
  "node_modules/@stdlib/number-float64-base-set-high-word/lib/high.js"(exports, module) {
    "use strict";
    var isLittleEndian = require_lib21();
    var HIGH;
    if (isLittleEndian === true) {
      HIGH = 1;
    } else {
      HIGH = 0;
    }
    module.exports = HIGH;
  }
});

// node_modules/@stdlib/number-float64-base-set-high-word/lib/main.js
var require_main20 = __commonJS({
  "node_modules/@stdlib/number-float64-base-set-high-word/lib/main.js"(exports, module) {
    "use strict";
    var Uint32Array2 = require_lib9();
    var Float64Array2 = require_lib12();
    var HIGH = require_high2();
    var FLOAT64_VIEW = new Float64Array2(1);
    var UINT32_VIEW = new Uint32Array2(FLOAT64_VIEW.buffer);
    function setHighWord(x, high) {
      FLOAT64_VIEW[0] = x;
      UINT32_VIEW[HIGH] = high >>> 0;
      return FLOAT64_VIEW[0];
    }
    module.exports = setHighWord;
  }
});

// node_modules/@stdlib/number-float64-base-set-high-word/lib/index.js
var require_lib23 = __commonJS({
  "node_modules/@stdlib/number-float64-base-set-high-word/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main20();
    module.exports = main;
  }
});

// node_modules/@stdlib/math-base-assert-is-nan/lib/main.js
var require_main21 = __commonJS({
  "node_modules/@stdlib/math-base-assert-is-nan/lib/main.js"(exports, module) {
    "use strict";
    function isnan(x) {
      return x !== x;
    }
    module.exports = isnan;
  }
});

// node_modules/@stdlib/math-base-assert-is-nan/lib/index.js
var require_lib24 = __commonJS({
  "node_modules/@stdlib/math-base-assert-is-nan/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main21();
    module.exports = main;
  }
});

// node_modules/@stdlib/constants-float64-exponent-bias/lib/index.js
var require_lib25 = __commonJS({
  "node_modules/@stdlib/constants-float64-exponent-bias/lib/index.js"(exports, module) {
    "use strict";
    var FLOAT64_EXPONENT_BIAS = 1023 | 0;
    module.exports = FLOAT64_EXPONENT_BIAS;
  }
});

// node_modules/@stdlib/number-ctor/lib/main.js
var require_main22 = __commonJS({
  "node_modules/@stdlib/number-ctor/lib/main.js"(exports, module) {
    "use strict";
    module.exports = Number;
  }
});

// node_modules/@stdlib/number-ctor/lib/index.js
var require_lib26 = __commonJS({
  "node_modules/@stdlib/number-ctor/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main22();
    module.exports = main;
  }
});

// node_modules/@stdlib/constants-float64-ninf/lib/index.js
var require_lib27 = __commonJS({
  "node_modules/@stdlib/constants-float64-ninf/lib/index.js"(exports, module) {
    "use strict";
    var Number2 = require_lib26();
    var FLOAT64_NINF = Number2.NEGATIVE_INFINITY;
    module.exports = FLOAT64_NINF;
  }
});

// node_modules/@stdlib/math-base-special-ln/lib/polyval_p.js
var require_polyval_p = __commonJS({
  "node_modules/@stdlib/math-base-special-ln/lib/polyval_p.js"(exports, module) {
    "use strict";
    function evalpoly(x) {
      if (x === 0) {
        return 0.3999999999940942;
      }
      return 0.3999999999940942 + x * (0.22222198432149784 + x * 0.15313837699209373);
    }
    module.exports = evalpoly;
  }
});

// node_modules/@stdlib/math-base-special-ln/lib/polyval_q.js
var require_polyval_q = __commonJS({
  "node_modules/@stdlib/math-base-special-ln/lib/polyval_q.js"(exports, module) {
    "use strict";
    function evalpoly(x) {
      if (x === 0) {
        return 0.6666666666666735;
      }
      return 0.6666666666666735 + x * (0.2857142874366239 + x * (0.1818357216161805 + x * 0.14798198605116586));
    }
    module.exports = evalpoly;
  }
});

// node_modules/@stdlib/math-base-special-ln/lib/main.js
var require_main23 = __commonJS({
  "node_modules/@stdlib/math-base-special-ln/lib/main.js"(exports, module) {
    "use strict";
    var getHighWord = require_lib22();
    var setHighWord = require_lib23();
    var isnan = require_lib24();
    var BIAS = require_lib25();
    var NINF = require_lib27();
    var polyvalP = require_polyval_p();
    var polyvalQ = require_polyval_q();
    var LN2_HI = 0.6931471803691238;
    var LN2_LO = 19082149292705877e-26;
    var TWO54 = 18014398509481984;
    var ONE_THIRD = 0.3333333333333333;
    var HIGH_SIGNIFICAND_MASK = 1048575 | 0;
    var HIGH_MAX_NORMAL_EXP = 2146435072 | 0;
    var HIGH_MIN_NORMAL_EXP = 1048576 | 0;
    var HIGH_BIASED_EXP_0 = 1072693248 | 0;
    function ln2(x) {
      var hfsq;
      var hx;
      var t2;
      var t1;
      var k;
      var R;
      var f;
      var i;
      var j;
      var s;
      var w;
      var z;
      if (x === 0) {
        return NINF;
      }
      if (isnan(x) || x < 0) {
        return NaN;
      }
      hx = getHighWord(x);
      k = 0 | 0;
      if (hx < HIGH_MIN_NORMAL_EXP) {
        k -= 54 | 0;
        x *= TWO54;
        hx = getHighWord(x);
      }
      if (hx >= HIGH_MAX_NORMAL_EXP) {
        return x + x;
      }
      k += (hx >> 20) - BIAS | 0;
      hx &= HIGH_SIGNIFICAND_MASK;
      i = hx + 614244 & 1048576 | 0;
      x = setHighWord(x, hx | i ^ HIGH_BIASED_EXP_0);
      k += i >> 20 | 0;
      f = x - 1;
      if ((HIGH_SIGNIFICAND_MASK & 2 + hx) < 3) {
        if (f === 0) {
          if (k === 0) {
            return 0;
          }
          return k * LN2_HI + k * LN2_LO;
        }
        R = f * f * (0.5 - ONE_THIRD * f);
        if (k === 0) {
          return f - R;
        }
        return k * LN2_HI - (R - k * LN2_LO - f);
      }
      s = f / (2 + f);
      z = s * s;
      i = hx - 398458 | 0;
      w = z * z;
      j = 440401 - hx | 0;
      t1 = w * polyvalP(w);
      t2 = z * polyvalQ(w);
      i |= j;
      R = t2 + t1;
      if (i > 0) {
        hfsq = 0.5 * f * f;
        if (k === 0) {
          return f - (hfsq - s * (hfsq + R));
        }
        return k * LN2_HI - (hfsq - (s * (hfsq + R) + k * LN2_LO) - f);
      }
      if (k === 0) {
        return f - s * (f - R);
      }
      return k * LN2_HI - (s * (f - R) - k * LN2_LO - f);
    }
    module.exports = ln2;
  }
});

// node_modules/@stdlib/math-base-special-ln/lib/index.js
var require_lib28 = __commonJS({
  "node_modules/@stdlib/math-base-special-ln/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main23();
    module.exports = main;
  }
});

// node_modules/@stdlib/math-base-special-floor/lib/main.js
var require_main24 = __commonJS({
  "node_modules/@stdlib/math-base-special-floor/lib/main.js"(exports, module) {
    "use strict";
    var floor = Math.floor;
    module.exports = floor;
  }
});

// node_modules/@stdlib/math-base-special-floor/lib/index.js
var require_lib29 = __commonJS({
  "node_modules/@stdlib/math-base-special-floor/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main24();
    module.exports = main;
  }
});

// node_modules/@stdlib/math-base-special-ceil/lib/main.js
var require_main25 = __commonJS({
  "node_modules/@stdlib/math-base-special-ceil/lib/main.js"(exports, module) {
    "use strict";
    var ceil = Math.ceil;
    module.exports = ceil;
  }
});

// node_modules/@stdlib/math-base-special-ceil/lib/index.js
var require_lib30 = __commonJS({
  "node_modules/@stdlib/math-base-special-ceil/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main25();
    module.exports = main;
  }
});

// node_modules/@stdlib/math-base-special-trunc/lib/main.js
var require_main26 = __commonJS({
  "node_modules/@stdlib/math-base-special-trunc/lib/main.js"(exports, module) {
    "use strict";
    var floor = require_lib29();
    var ceil = require_lib30();
    function trunc(x) {
      if (x < 0) {
        return ceil(x);
      }
      return floor(x);
    }
    module.exports = trunc;
  }
});

// node_modules/@stdlib/math-base-special-trunc/lib/index.js
var require_lib31 = __commonJS({
  "node_modules/@stdlib/math-base-special-trunc/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main26();
    module.exports = main;
  }
});

// node_modules/@stdlib/constants-float64-pinf/lib/index.js
var require_lib32 = __commonJS({
  "node_modules/@stdlib/constants-float64-pinf/lib/index.js"(exports, module) {
    "use strict";
    var FLOAT64_PINF = Number.POSITIVE_INFINITY;
    module.exports = FLOAT64_PINF;
  }
});

// node_modules/@stdlib/constants-float64-max-base2-exponent/lib/index.js
var require_lib33 = __commonJS({
  "node_modules/@stdlib/constants-float64-max-base2-exponent/lib/index.js"(exports, module) {
    "use strict";
    var FLOAT64_MAX_BASE2_EXPONENT = 1023 | 0;
    module.exports = FLOAT64_MAX_BASE2_EXPONENT;
  }
});

// node_modules/@stdlib/constants-float64-max-base2-exponent-subnormal/lib/index.js
var require_lib34 = __commonJS({
  "node_modules/@stdlib/constants-float64-max-base2-exponent-subnormal/lib/index.js"(exports, module) {
    "use strict";
    var FLOAT64_MAX_BASE2_EXPONENT_SUBNORMAL = -1023 | 0;
    module.exports = FLOAT64_MAX_BASE2_EXPONENT_SUBNORMAL;
  }
});

// node_modules/@stdlib/constants-float64-min-base2-exponent-subnormal/lib/index.js
var require_lib35 = __commonJS({
  "node_modules/@stdlib/constants-float64-min-base2-exponent-subnormal/lib/index.js"(exports, module) {
    "use strict";
    var FLOAT64_MIN_BASE2_EXPONENT_SUBNORMAL = -1074 | 0;
    module.exports = FLOAT64_MIN_BASE2_EXPONENT_SUBNORMAL;
  }
});

// node_modules/@stdlib/math-base-assert-is-infinite/lib/main.js
var require_main27 = __commonJS({
  "node_modules/@stdlib/math-base-assert-is-infinite/lib/main.js"(exports, module) {
    "use strict";
    var PINF = require_lib32();
    var NINF = require_lib27();
    function isInfinite(x) {
      return x === PINF || x === NINF;
    }
    module.exports = isInfinite;
  }
});

// node_modules/@stdlib/math-base-assert-is-infinite/lib/index.js
var require_lib36 = __commonJS({
  "node_modules/@stdlib/math-base-assert-is-infinite/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main27();
    module.exports = main;
  }
});

// node_modules/@stdlib/constants-float64-high-word-sign-mask/lib/index.js
var require_lib37 = __commonJS({
  "node_modules/@stdlib/constants-float64-high-word-sign-mask/lib/index.js"(exports, module) {
    "use strict";
    var FLOAT64_HIGH_WORD_SIGN_MASK = 2147483648 >>> 0;
    module.exports = FLOAT64_HIGH_WORD_SIGN_MASK;
  }
});

// node_modules/@stdlib/constants-float64-high-word-abs-mask/lib/index.js
var require_lib38 = __commonJS({
  "node_modules/@stdlib/constants-float64-high-word-abs-mask/lib/index.js"(exports, module) {
    "use strict";
    var FLOAT64_HIGH_WORD_ABS_MASK = 2147483647 >>> 0;
    module.exports = FLOAT64_HIGH_WORD_ABS_MASK;
  }
});

// node_modules/@stdlib/utils-define-property/lib/define_property.js
var require_define_property = __commonJS({
  "node_modules/@stdlib/utils-define-property/lib/define_property.js"(exports, module) {
    "use strict";
    var main = typeof Object.defineProperty === "function" ? Object.defineProperty : null;
    module.exports = main;
  }
});

// node_modules/@stdlib/utils-define-property/lib/has_define_property_support.js
var require_has_define_property_support = __commonJS({
  "node_modules/@stdlib/utils-define-property/lib/has_define_property_support.js"(exports, module) {
    "use strict";
    var defineProperty = require_define_property();
    function hasDefinePropertySupport() {
      try {
        defineProperty({}, "x", {});
        return true;
      } catch (err) {
        return false;
      }
    }
    module.exports = hasDefinePropertySupport;
  }
});

// node_modules/@stdlib/utils-define-property/lib/builtin.js
var require_builtin = __commonJS({
  "node_modules/@stdlib/utils-define-property/lib/builtin.js"(exports, module) {
    "use strict";
    var defineProperty = Object.defineProperty;
    module.exports = defineProperty;
  }
});

// node_modules/@stdlib/string-base-format-interpolate/lib/is_number.js
var require_is_number = __commonJS({
  "node_modules/@stdlib/string-base-format-interpolate/lib/is_number.js"(exports, module) {
    "use strict";
    function isNumber(value) {
      return typeof value === "number";
    }
    module.exports = isNumber;
  }
});

// node_modules/@stdlib/string-base-format-interpolate/lib/zero_pad.js
var require_zero_pad = __commonJS({
  "node_modules/@stdlib/string-base-format-interpolate/lib/zero_pad.js"(exports, module) {
    "use strict";
    function startsWithMinus(str) {
      return str[0] === "-";
    }
    function zeros(n) {
      var out = "";
      var i;
      for (i = 0; i < n; i++) {
        out += "0";
      }
      return out;
    }
    function zeroPad(str, width, right) {
      var negative = false;
      var pad = width - str.length;
      if (pad < 0) {
        return str;
      }
      if (startsWithMinus(str)) {
        negative = true;
        str = str.substr(1);
      }
      str = right ? str + zeros(pad) : zeros(pad) + str;
      if (negative) {
        str = "-" + str;
      }
      return str;
    }
    module.exports = zeroPad;
  }
});

// node_modules/@stdlib/string-base-format-interpolate/lib/format_integer.js
var require_format_integer = __commonJS({
  "node_modules/@stdlib/string-base-format-interpolate/lib/format_integer.js"(exports, module) {
    "use strict";
    var isNumber = require_is_number();
    var zeroPad = require_zero_pad();
    var lowercase = String.prototype.toLowerCase;
    var uppercase = String.prototype.toUpperCase;
    function formatInteger(token) {
      var base;
      var out;
      var i;
      switch (token.specifier) {
        case "b":
          base = 2;
          break;
        case "o":
          base = 8;
          break;
        case "x":
        case "X":
          base = 16;
          break;
        case "d":
        case "i":
        case "u":
        default:
          base = 10;
          break;
      }
      out = token.arg;
      i = parseInt(out, 10);
      if (!isFinite(i)) {
        if (!isNumber(out)) {
          throw new Error("invalid integer. Value: " + out);
        }
        i = 0;
      }
      if (i < 0 && (token.specifier === "u" || base !== 10)) {
        i = 4294967295 + i + 1;
      }
      if (i < 0) {
        out = (-i).toString(base);
        if (token.precision) {
          out = zeroPad(out, token.precision, token.padRight);
        }
        out = "-" + out;
      } else {
        out = i.toString(base);
        if (!i && !token.precision) {
          out = "";
        } else if (token.precision) {
          out = zeroPad(out, token.precision, token.padRight);
        }
        if (token.sign) {
          out = token.sign + out;
        }
      }
      if (base === 16) {
        if (token.alternate) {
          out = "0x" + out;
        }
        out = token.specifier === uppercase.call(token.specifier) ? uppercase.call(out) : lowercase.call(out);
      }
      if (base === 8) {
        if (token.alternate && out.charAt(0) !== "0") {
          out = "0" + out;
        }
      }
      return out;
    }
    module.exports = formatInteger;
  }
});

// node_modules/@stdlib/string-base-format-interpolate/lib/is_string.js
var require_is_string = __commonJS({
  "node_modules/@stdlib/string-base-format-interpolate/lib/is_string.js"(exports, module) {
    "use strict";
    function isString(value) {
      return typeof value === "string";
    }
    module.exports = isString;
  }
});

// node_modules/@stdlib/string-base-format-interpolate/lib/format_double.js
var require_format_double = __commonJS({
  "node_modules/@stdlib/string-base-format-interpolate/lib/format_double.js"(exports, module) {
    "use strict";
    var abs = Math.abs;
    var lowercase = String.prototype.toLowerCase;
    var uppercase = String.prototype.toUpperCase;
    var replace = String.prototype.replace;
    var RE_EXP_POS_DIGITS = /e\+(\d)$/;
    var RE_EXP_NEG_DIGITS = /e-(\d)$/;
    var RE_ONLY_DIGITS = /^(\d+)$/;
    var RE_DIGITS_BEFORE_EXP = /^(\d+)e/;
    var RE_TRAILING_PERIOD_ZERO = /\.0$/;
    var RE_PERIOD_ZERO_EXP = /\.0*e/;
    var RE_ZERO_BEFORE_EXP = /(\..*[^0])0*e/;
    function formatDouble(f, token) {
      var digits;
      var out;
      switch (token.specifier) {
        case "e":
        case "E":
          out = f.toExponential(token.precision);
          break;
        case "f":
        case "F":
          out = f.toFixed(token.precision);
          break;
        case "g":
        case "G":
          if (abs(f) < 1e-4) {
            digits = token.precision;
            if (digits > 0) {
              digits -= 1;
            }
            out = f.toExponential(digits);
          } else {
            out = f.toPrecision(token.precision);
          }
          if (!token.alternate) {
            out = replace.call(out, RE_ZERO_BEFORE_EXP, "$1e");
            out = replace.call(out, RE_PERIOD_ZERO_EXP, "e");
            out = replace.call(out, RE_TRAILING_PERIOD_ZERO, "");
          }
          break;
        default:
          throw new Error("invalid double notation. Value: " + token.specifier);
      }
      out = replace.call(out, RE_EXP_POS_DIGITS, "e+0$1");
      out = replace.call(out, RE_EXP_NEG_DIGITS, "e-0$1");
      if (token.alternate) {
        out = replace.call(out, RE_ONLY_DIGITS, "$1.");
        out = replace.call(out, RE_DIGITS_BEFORE_EXP, "$1.e");
      }
      if (f >= 0 && token.sign) {
        out = token.sign + out;
      }
      out = token.specifier === uppercase.call(token.specifier) ? uppercase.call(out) : lowercase.call(out);
      return out;
    }
    module.exports = formatDouble;
  }
});

// node_modules/@stdlib/string-base-format-interpolate/lib/space_pad.js
var require_space_pad = __commonJS({
  "node_modules/@stdlib/string-base-format-interpolate/lib/space_pad.js"(exports, module) {
    "use strict";
    function spaces(n) {
      var out = "";
      var i;
      for (i = 0; i < n; i++) {
        out += " ";
      }
      return out;
    }
    function spacePad(str, width, right) {
      var pad = width - str.length;
      if (pad < 0) {
        return str;
      }
      str = right ? str + spaces(pad) : spaces(pad) + str;
      return str;
    }
    module.exports = spacePad;
  }
});

// node_modules/@stdlib/string-base-format-interpolate/lib/main.js
var require_main28 = __commonJS({
  "node_modules/@stdlib/string-base-format-interpolate/lib/main.js"(exports, module) {
    "use strict";
    var formatInteger = require_format_integer();
    var isString = require_is_string();
    var isNumber = require_is_number();
    var formatDouble = require_format_double();
    var spacePad = require_space_pad();
    var zeroPad = require_zero_pad();
    var fromCharCode = String.fromCharCode;
    var isArray = Array.isArray;
    function isnan(value) {
      return value !== value;
    }
    function initialize(token) {
      var out = {};
      out.specifier = token.specifier;
      out.precision = token.precision === void 0 ? 1 : token.precision;
      out.width = token.width;
      out.flags = token.flags || "";
      out.mapping = token.mapping;
      return out;
    }
    function formatInterpolate(tokens) {
      var hasPeriod;
      var flags;
      var token;
      var flag;
      var num;
      var out;
      var pos;
      var f;
      var i;
      var j;
      if (!isArray(tokens)) {
        throw new TypeError("invalid argument. First argument must be an array. Value: `" + tokens + "`.");
      }
      out = "";
      pos = 1;
      for (i = 0; i < tokens.length; i++) {
        token = tokens[i];
        if (isString(token)) {
          out += token;
        } else {
          hasPeriod = token.precision !== void 0;
          token = initialize(token);
          if (!token.specifier) {
            throw new TypeError("invalid argument. Token is missing `specifier` property. Index: `" + i + "`. Value: `" + token + "`.");
          }
          if (token.mapping) {
            pos = token.mapping;
          }
          flags = token.flags;
          for (j = 0; j < flags.length; j++) {
            flag = flags.charAt(j);
            switch (flag) {
              case " ":
                token.sign = " ";
                break;
              case "+":
                token.sign = "+";
                break;
              case "-":
                token.padRight = true;
                token.padZeros = false;
                break;
              case "0":
                token.padZeros = flags.indexOf("-") < 0;
                break;
              case "#":
                token.alternate = true;
                break;
              default:
                throw new Error("invalid flag: " + flag);
            }
          }
          if (token.width === "*") {
            token.width = parseInt(arguments[pos], 10);
            pos += 1;
            if (isnan(token.width)) {
              throw new TypeError("the argument for * width at position " + pos + " is not a number. Value: `" + token.width + "`.");
            }
            if (token.width < 0) {
              token.padRight = true;
              token.width = -token.width;
            }
          }
          if (hasPeriod) {
            if (token.precision === "*") {
              token.precision = parseInt(arguments[pos], 10);
              pos += 1;
              if (isnan(token.precision)) {
                throw new TypeError("the argument for * precision at position " + pos + " is not a number. Value: `" + token.precision + "`.");
              }
              if (token.precision < 0) {
                token.precision = 1;
                hasPeriod = false;
              }
            }
          }
          token.arg = arguments[pos];
          switch (token.specifier) {
            case "b":
            case "o":
            case "x":
            case "X":
            case "d":
            case "i":
            case "u":
              if (hasPeriod) {
                token.padZeros = false;
              }
              token.arg = formatInteger(token);
              break;
            case "s":
              token.maxWidth = hasPeriod ? token.precision : -1;
              token.arg = String(token.arg);
              break;
            case "c":
              if (!isnan(token.arg)) {
                num = parseInt(token.arg, 10);
                if (num < 0 || num > 127) {
                  throw new Error("invalid character code. Value: " + token.arg);
                }
                token.arg = isnan(num) ? String(token.arg) : fromCharCode(num);
              }
              break;
            case "e":
            case "E":
            case "f":
            case "F":
            case "g":
            case "G":
              if (!hasPeriod) {
                token.precision = 6;
              }
              f = parseFloat(token.arg);
              if (!isFinite(f)) {
                if (!isNumber(token.arg)) {
                  throw new Error("invalid floating-point number. Value: " + out);
                }
                f = token.arg;
                token.padZeros = false;
              }
              token.arg = formatDouble(f, token);
              break;
            default:
              throw new Error("invalid specifier: " + token.specifier);
          }
          if (token.maxWidth >= 0 && token.arg.length > token.maxWidth) {
            token.arg = token.arg.substring(0, token.maxWidth);
          }
          if (token.padZeros) {
            token.arg = zeroPad(token.arg, token.width || token.precision, token.padRight);
          } else if (token.width) {
            token.arg = spacePad(token.arg, token.width, token.padRight);
          }
          out += token.arg || "";
          pos += 1;
        }
      }
      return out;
    }
    module.exports = formatInterpolate;
  }
});

// node_modules/@stdlib/string-base-format-interpolate/lib/index.js
var require_lib39 = __commonJS({
  "node_modules/@stdlib/string-base-format-interpolate/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main28();
    module.exports = main;
  }
});

// node_modules/@stdlib/string-base-format-tokenize/lib/main.js
var require_main29 = __commonJS({
  "node_modules/@stdlib/string-base-format-tokenize/lib/main.js"(exports, module) {
    "use strict";
    var RE = /%(?:([1-9]\d*)\$)?([0 +\-#]*)(\*|\d+)?(?:(\.)(\*|\d+)?)?[hlL]?([%A-Za-z])/g;
    function parse(match) {
      var token = {
        "mapping": match[1] ? parseInt(match[1], 10) : void 0,
        "flags": match[2],
        "width": match[3],
        "precision": match[5],
        "specifier": match[6]
      };
      if (match[4] === "." && match[5] === void 0) {
        token.precision = "1";
      }
      return token;
    }
    function formatTokenize(str) {
      var content;
      var tokens;
      var match;
      var prev;
      tokens = [];
      prev = 0;
      match = RE.exec(str);
      while (match) {
        content = str.slice(prev, RE.lastIndex - match[0].length);
        if (content.length) {
          tokens.push(content);
        }
        if (match[6] === "%") {
          tokens.push("%");
        } else {
          tokens.push(parse(match));
        }
        prev = RE.lastIndex;
        match = RE.exec(str);
      }
      content = str.slice(prev);
      if (content.length) {
        tokens.push(content);
      }
      return tokens;
    }
    module.exports = formatTokenize;
  }
});

// node_modules/@stdlib/string-base-format-tokenize/lib/index.js
var require_lib40 = __commonJS({
  "node_modules/@stdlib/string-base-format-tokenize/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main29();
    module.exports = main;
  }
});

// node_modules/@stdlib/string-format/lib/is_string.js
var require_is_string2 = __commonJS({
  "node_modules/@stdlib/string-format/lib/is_string.js"(exports, module) {
    "use strict";
    function isString(value) {
      return typeof value === "string";
    }
    module.exports = isString;
  }
});

// node_modules/@stdlib/string-format/lib/main.js
var require_main30 = __commonJS({
  "node_modules/@stdlib/string-format/lib/main.js"(exports, module) {
    "use strict";
    var interpolate = require_lib39();
    var tokenize = require_lib40();
    var isString = require_is_string2();
    function format(str) {
      var args;
      var i;
      if (!isString(str)) {
        throw new TypeError(format("invalid argument. First argument must be a string. Value: `%s`.", str));
      }
      args = [tokenize(str)];
      for (i = 1; i < arguments.length; i++) {
        args.push(arguments[i]);
      }
      return interpolate.apply(null, args);
    }
    module.exports = format;
  }
});

// node_modules/@stdlib/string-format/lib/index.js
var require_lib41 = __commonJS({
  "node_modules/@stdlib/string-format/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main30();
    module.exports = main;
  }
});

// node_modules/@stdlib/utils-define-property/lib/polyfill.js
var require_polyfill6 = __commonJS({
  "node_modules/@stdlib/utils-define-property/lib/polyfill.js"(exports, module) {
    "use strict";
    var format = require_lib41();
    var objectProtoype = Object.prototype;
    var toStr = objectProtoype.toString;
    var defineGetter = objectProtoype.__defineGetter__;
    var defineSetter = objectProtoype.__defineSetter__;
    var lookupGetter = objectProtoype.__lookupGetter__;
    var lookupSetter = objectProtoype.__lookupSetter__;
    function defineProperty(obj, prop, descriptor) {
      var prototype;
      var hasValue;
      var hasGet;
      var hasSet;
      if (typeof obj !== "object" || obj === null || toStr.call(obj) === "[object Array]") {
        throw new TypeError(format("invalid argument. First argument must be an object. Value: `%s`.", obj));
      }
      if (typeof descriptor !== "object" || descriptor === null || toStr.call(descriptor) === "[object Array]") {
        throw new TypeError(format("invalid argument. Property descriptor must be an object. Value: `%s`.", descriptor));
      }
      hasValue = "value" in descriptor;
      if (hasValue) {
        if (lookupGetter.call(obj, prop) || lookupSetter.call(obj, prop)) {
          prototype = obj.__proto__;
          obj.__proto__ = objectProtoype;
          delete obj[prop];
          obj[prop] = descriptor.value;
          obj.__proto__ = prototype;
        } else {
          obj[prop] = descriptor.value;
        }
      }
      hasGet = "get" in descriptor;
      hasSet = "set" in descriptor;
      if (hasValue && (hasGet || hasSet)) {
        throw new Error("invalid argument. Cannot specify one or more accessors and a value or writable attribute in the property descriptor.");
      }
      if (hasGet && defineGetter) {
        defineGetter.call(obj, prop, descriptor.get);
      }
      if (hasSet && defineSetter) {
        defineSetter.call(obj, prop, descriptor.set);
      }
      return obj;
    }
    module.exports = defineProperty;
  }
});

// node_modules/@stdlib/utils-define-property/lib/index.js
var require_lib42 = __commonJS({
  "node_modules/@stdlib/utils-define-property/lib/index.js"(exports, module) {
    "use strict";
    var hasDefinePropertySupport = require_has_define_property_support();
    var builtin = require_builtin();
    var polyfill = require_polyfill6();
    var defineProperty;
    if (hasDefinePropertySupport()) {
      defineProperty = builtin;
    } else {
      defineProperty = polyfill;
    }
    module.exports = defineProperty;
  }
});

// node_modules/@stdlib/utils-define-nonenumerable-read-only-property/lib/main.js
var require_main31 = __commonJS({
  "node_modules/@stdlib/utils-define-nonenumerable-read-only-property/lib/main.js"(exports, module) {
    "use strict";
    var defineProperty = require_lib42();
    function setNonEnumerableReadOnly(obj, prop, value) {
      defineProperty(obj, prop, {
        "configurable": false,
        "enumerable": false,
        "writable": false,
        "value": value
      });
    }
    module.exports = setNonEnumerableReadOnly;
  }
});

// node_modules/@stdlib/utils-define-nonenumerable-read-only-property/lib/index.js
var require_lib43 = __commonJS({
  "node_modules/@stdlib/utils-define-nonenumerable-read-only-property/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main31();
    module.exports = main;
  }
});

// node_modules/@stdlib/number-float64-base-to-words/lib/indices.js
var require_indices = __commonJS({
  "node_modules/@stdlib/number-float64-base-to-words/lib/indices.js"(exports, module) {
    "use strict";
    var isLittleEndian = require_lib21();
    var indices;
    var HIGH;
    var LOW;
    if (isLittleEndian === true) {
      HIGH = 1;
      LOW = 0;
    } else {
      HIGH = 0;
      LOW = 1;
    }
    indices = {
      "HIGH": HIGH,
      "LOW": LOW
    };
    module.exports = indices;
  }
});

// node_modules/@stdlib/number-float64-base-to-words/lib/assign.js
var require_assign = __commonJS({
  "node_modules/@stdlib/number-float64-base-to-words/lib/assign.js"(exports, module) {
    "use strict";
    var Uint32Array2 = require_lib9();
    var Float64Array2 = require_lib12();
    var indices = require_indices();
    var FLOAT64_VIEW = new Float64Array2(1);
    var UINT32_VIEW = new Uint32Array2(FLOAT64_VIEW.buffer);
    var HIGH = indices.HIGH;
    var LOW = indices.LOW;
    function toWords(x, out, stride, offset) {
      FLOAT64_VIEW[0] = x;
      out[offset] = UINT32_VIEW[HIGH];
      out[offset + stride] = UINT32_VIEW[LOW];
      return out;
    }
    module.exports = toWords;
  }
});

// node_modules/@stdlib/number-float64-base-to-words/lib/main.js
var require_main32 = __commonJS({
  "node_modules/@stdlib/number-float64-base-to-words/lib/main.js"(exports, module) {
    "use strict";
    var fcn = require_assign();
    function toWords(x) {
      return fcn(x, [0 >>> 0, 0 >>> 0], 1, 0);
    }
    module.exports = toWords;
  }
});

// node_modules/@stdlib/number-float64-base-to-words/lib/index.js
var require_lib44 = __commonJS({
  "node_modules/@stdlib/number-float64-base-to-words/lib/index.js"(exports, module) {
    "use strict";
    var setReadOnly = require_lib43();
    var main = require_main32();
    var assign = require_assign();
    setReadOnly(main, "assign", assign);
    module.exports = main;
  }
});

// node_modules/@stdlib/number-float64-base-from-words/lib/indices.js
var require_indices2 = __commonJS({
  "node_modules/@stdlib/number-float64-base-from-words/lib/indices.js"(exports, module) {
    "use strict";
    var isLittleEndian = require_lib21();
    var indices;
    var HIGH;
    var LOW;
    if (isLittleEndian === true) {
      HIGH = 1;
      LOW = 0;
    } else {
      HIGH = 0;
      LOW = 1;
    }
    indices = {
      "HIGH": HIGH,
      "LOW": LOW
    };
    module.exports = indices;
  }
});

// node_modules/@stdlib/number-float64-base-from-words/lib/main.js
var require_main33 = __commonJS({
  "node_modules/@stdlib/number-float64-base-from-words/lib/main.js"(exports, module) {
    "use strict";
    var Uint32Array2 = require_lib9();
    var Float64Array2 = require_lib12();
    var indices = require_indices2();
    var FLOAT64_VIEW = new Float64Array2(1);
    var UINT32_VIEW = new Uint32Array2(FLOAT64_VIEW.buffer);
    var HIGH = indices.HIGH;
    var LOW = indices.LOW;
    function fromWords(high, low) {
      UINT32_VIEW[HIGH] = high;
      UINT32_VIEW[LOW] = low;
      return FLOAT64_VIEW[0];
    }
    module.exports = fromWords;
  }
});

// node_modules/@stdlib/number-float64-base-from-words/lib/index.js
var require_lib45 = __commonJS({
  "node_modules/@stdlib/number-float64-base-from-words/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main33();
    module.exports = main;
  }
});

// node_modules/@stdlib/math-base-special-copysign/lib/main.js
var require_main34 = __commonJS({
  "node_modules/@stdlib/math-base-special-copysign/lib/main.js"(exports, module) {
    "use strict";
    var SIGN_MASK = require_lib37();
    var ABS_MASK = require_lib38();
    var toWords = require_lib44();
    var getHighWord = require_lib22();
    var fromWords = require_lib45();
    var WORDS = [0, 0];
    function copysign(x, y) {
      var hx;
      var hy;
      toWords.assign(x, WORDS, 1, 0);
      hx = WORDS[0];
      hx &= ABS_MASK;
      hy = getHighWord(y);
      hy &= SIGN_MASK;
      hx |= hy;
      return fromWords(hx, WORDS[1]);
    }
    module.exports = copysign;
  }
});

// node_modules/@stdlib/math-base-special-copysign/lib/index.js
var require_lib46 = __commonJS({
  "node_modules/@stdlib/math-base-special-copysign/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main34();
    module.exports = main;
  }
});

// node_modules/@stdlib/constants-float64-smallest-normal/lib/index.js
var require_lib47 = __commonJS({
  "node_modules/@stdlib/constants-float64-smallest-normal/lib/index.js"(exports, module) {
    "use strict";
    var FLOAT64_SMALLEST_NORMAL = 22250738585072014e-324;
    module.exports = FLOAT64_SMALLEST_NORMAL;
  }
});

// node_modules/@stdlib/math-base-special-abs/lib/main.js
var require_main35 = __commonJS({
  "node_modules/@stdlib/math-base-special-abs/lib/main.js"(exports, module) {
    "use strict";
    function abs(x) {
      return Math.abs(x);
    }
    module.exports = abs;
  }
});

// node_modules/@stdlib/math-base-special-abs/lib/index.js
var require_lib48 = __commonJS({
  "node_modules/@stdlib/math-base-special-abs/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main35();
    module.exports = main;
  }
});

// node_modules/@stdlib/number-float64-base-normalize/lib/assign.js
var require_assign2 = __commonJS({
  "node_modules/@stdlib/number-float64-base-normalize/lib/assign.js"(exports, module) {
    "use strict";
    var FLOAT64_SMALLEST_NORMAL = require_lib47();
    var isInfinite = require_lib36();
    var isnan = require_lib24();
    var abs = require_lib48();
    var SCALAR = 4503599627370496;
    function normalize(x, out, stride, offset) {
      if (isnan(x) || isInfinite(x)) {
        out[offset] = x;
        out[offset + stride] = 0;
        return out;
      }
      if (x !== 0 && abs(x) < FLOAT64_SMALLEST_NORMAL) {
        out[offset] = x * SCALAR;
        out[offset + stride] = -52;
        return out;
      }
      out[offset] = x;
      out[offset + stride] = 0;
      return out;
    }
    module.exports = normalize;
  }
});

// node_modules/@stdlib/number-float64-base-normalize/lib/main.js
var require_main36 = __commonJS({
  "node_modules/@stdlib/number-float64-base-normalize/lib/main.js"(exports, module) {
    "use strict";
    var fcn = require_assign2();
    function normalize(x) {
      return fcn(x, [0, 0], 1, 0);
    }
    module.exports = normalize;
  }
});

// node_modules/@stdlib/number-float64-base-normalize/lib/index.js
var require_lib49 = __commonJS({
  "node_modules/@stdlib/number-float64-base-normalize/lib/index.js"(exports, module) {
    "use strict";
    var setReadOnly = require_lib43();
    var main = require_main36();
    var assign = require_assign2();
    setReadOnly(main, "assign", assign);
    module.exports = main;
  }
});

// node_modules/@stdlib/constants-float64-high-word-exponent-mask/lib/index.js
var require_lib50 = __commonJS({
  "node_modules/@stdlib/constants-float64-high-word-exponent-mask/lib/index.js"(exports, module) {
    "use strict";
    var FLOAT64_HIGH_WORD_EXPONENT_MASK = 2146435072;
    module.exports = FLOAT64_HIGH_WORD_EXPONENT_MASK;
  }
});

// node_modules/@stdlib/number-float64-base-exponent/lib/main.js
var require_main37 = __commonJS({
  "node_modules/@stdlib/number-float64-base-exponent/lib/main.js"(exports, module) {
    "use strict";
    var getHighWord = require_lib22();
    var EXP_MASK = require_lib50();
    var BIAS = require_lib25();
    function exponent(x) {
      var high = getHighWord(x);
      high = (high & EXP_MASK) >>> 20;
      return high - BIAS | 0;
    }
    module.exports = exponent;
  }
});

// node_modules/@stdlib/number-float64-base-exponent/lib/index.js
var require_lib51 = __commonJS({
  "node_modules/@stdlib/number-float64-base-exponent/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main37();
    module.exports = main;
  }
});

// node_modules/@stdlib/math-base-special-ldexp/lib/main.js
var require_main38 = __commonJS({
  "node_modules/@stdlib/math-base-special-ldexp/lib/main.js"(exports, module) {
    "use strict";
    var PINF = require_lib32();
    var NINF = require_lib27();
    var BIAS = require_lib25();
    var MAX_EXPONENT = require_lib33();
    var MAX_SUBNORMAL_EXPONENT = require_lib34();
    var MIN_SUBNORMAL_EXPONENT = require_lib35();
    var isnan = require_lib24();
    var isInfinite = require_lib36();
    var copysign = require_lib46();
    var normalize = require_lib49().assign;
    var floatExp = require_lib51();
    var toWords = require_lib44();
    var fromWords = require_lib45();
    var TWO52_INV = 2220446049250313e-31;
    var CLEAR_EXP_MASK = 2148532223 >>> 0;
    var FRAC = [0, 0];
    var WORDS = [0, 0];
    function ldexp(frac, exp2) {
      var high;
      var m;
      if (exp2 === 0 || frac === 0 || // handles +-0
      isnan(frac) || isInfinite(frac)) {
        return frac;
      }
      normalize(frac, FRAC, 1, 0);
      frac = FRAC[0];
      exp2 += FRAC[1];
      exp2 += floatExp(frac);
      if (exp2 < MIN_SUBNORMAL_EXPONENT) {
        return copysign(0, frac);
      }
      if (exp2 > MAX_EXPONENT) {
        if (frac < 0) {
          return NINF;
        }
        return PINF;
      }
      if (exp2 <= MAX_SUBNORMAL_EXPONENT) {
        exp2 += 52;
        m = TWO52_INV;
      } else {
        m = 1;
      }
      toWords.assign(frac, WORDS, 1, 0);
      high = WORDS[0];
      high &= CLEAR_EXP_MASK;
      high |= exp2 + BIAS << 20;
      return m * fromWords(high, WORDS[1]);
    }
    module.exports = ldexp;
  }
});

// node_modules/@stdlib/math-base-special-ldexp/lib/index.js
var require_lib52 = __commonJS({
  "node_modules/@stdlib/math-base-special-ldexp/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main38();
    module.exports = main;
  }
});

// node_modules/@stdlib/math-base-special-exp/lib/polyval_p.js
var require_polyval_p2 = __commonJS({
  "node_modules/@stdlib/math-base-special-exp/lib/polyval_p.js"(exports, module) {
    "use strict";
    function evalpoly(x) {
      if (x === 0) {
        return 0.16666666666666602;
      }
      return 0.16666666666666602 + x * (-0.0027777777777015593 + x * (6613756321437934e-20 + x * (-16533902205465252e-22 + x * 41381367970572385e-24)));
    }
    module.exports = evalpoly;
  }
});

// node_modules/@stdlib/math-base-special-exp/lib/expmulti.js
var require_expmulti = __commonJS({
  "node_modules/@stdlib/math-base-special-exp/lib/expmulti.js"(exports, module) {
    "use strict";
    var ldexp = require_lib52();
    var polyvalP = require_polyval_p2();
    function expmulti(hi, lo, k) {
      var r;
      var t;
      var c;
      var y;
      r = hi - lo;
      t = r * r;
      c = r - t * polyvalP(t);
      y = 1 - (lo - r * c / (2 - c) - hi);
      return ldexp(y, k);
    }
    module.exports = expmulti;
  }
});

// node_modules/@stdlib/math-base-special-exp/lib/main.js
var require_main39 = __commonJS({
  "node_modules/@stdlib/math-base-special-exp/lib/main.js"(exports, module) {
    "use strict";
    var isnan = require_lib24();
    var trunc = require_lib31();
    var NINF = require_lib27();
    var PINF = require_lib32();
    var expmulti = require_expmulti();
    var LN2_HI = 0.6931471803691238;
    var LN2_LO = 19082149292705877e-26;
    var LOG2_E = 1.4426950408889634;
    var OVERFLOW = 709.782712893384;
    var UNDERFLOW = -745.1332191019411;
    var NEARZERO = 1 / (1 << 28);
    var NEG_NEARZERO = -NEARZERO;
    function exp2(x) {
      var hi;
      var lo;
      var k;
      if (isnan(x) || x === PINF) {
        return x;
      }
      if (x === NINF) {
        return 0;
      }
      if (x > OVERFLOW) {
        return PINF;
      }
      if (x < UNDERFLOW) {
        return 0;
      }
      if (x > NEG_NEARZERO && x < NEARZERO) {
        return 1 + x;
      }
      if (x < 0) {
        k = trunc(LOG2_E * x - 0.5);
      } else {
        k = trunc(LOG2_E * x + 0.5);
      }
      hi = x - k * LN2_HI;
      lo = k * LN2_LO;
      return expmulti(hi, lo, k);
    }
    module.exports = exp2;
  }
});

// node_modules/@stdlib/math-base-special-exp/lib/index.js
var require_lib53 = __commonJS({
  "node_modules/@stdlib/math-base-special-exp/lib/index.js"(exports, module) {
    "use strict";
    var main = require_main39();
    module.exports = main;
  }
});

// test/lmm/reference.ts
import { readdirSync, readFileSync } from "node:fs";
var folder = new URL("../fixtures/lme4/", import.meta.url);
var referenceNames = readdirSync(folder).filter((file) => file.endsWith(".json") && !["stress_a.json", "insteval.json"].includes(file)).map((file) => file.slice(0, -".json".length)).toSorted();
function loadReference(name) {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
}
function designOf({ y, x, weights, random }, formula = "") {
  const n = y.length;
  const p = x.columns.length;
  const data = new Float64Array(n * p);
  x.columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) data[i * p + j] = column === 1 ? 1 : column[i];
  });
  return {
    formula,
    response: "y",
    y: Float64Array.from(y),
    x: { data, shape: [n, p] },
    coefficientNames: x.names,
    assign: Int32Array.from(x.names, (_, j) => j - 1),
    fixedTerms: x.names.slice(1),
    terms: random.map(({ group, effects: effects2, levels, codes, z }) => ({
      group,
      levels,
      codes: Int32Array.from(codes),
      effects: effects2,
      z: z.map((column) => column === 1 ? new Float64Array(n).fill(1) : Float64Array.from(column))
    })),
    weights: weights === null ? null : Float64Array.from(weights),
    factors: {}
  };
}

// src/numeric/errors.ts
var NumericalError = class extends Error {
  /** What went wrong. */
  code;
  constructor(code, message) {
    super(message);
    this.name = "NumericalError";
    this.code = code;
  }
};

// src/numeric/linalg/dot.ts
var CHUNK = 256;
function dot(a, aAt, b, bAt, n) {
  let total = 0;
  let lost = 0;
  for (let start = 0; start < n; start += CHUNK) {
    const end = aAt + Math.min(start + CHUNK, n);
    let even = 0;
    let odd = 0;
    let i = aAt + start;
    let j = bAt + start;
    for (; i + 1 < end; i += 2, j += 2) {
      even += a[i] * b[j];
      odd += a[i + 1] * b[j + 1];
    }
    if (i < end) even += a[i] * b[j];
    const part = even + odd;
    const next = total + part;
    lost += Math.abs(total) >= Math.abs(part) ? total - next + part : part - next + total;
    total = next;
  }
  return total + lost;
}

// src/numeric/special/ln.ts
var import_math_base_special_ln = __toESM(require_lib28(), 1);
function ln(x) {
  return (0, import_math_base_special_ln.default)(x);
}

// src/lmm/responseProducts.ts
function responseProducts(cross, design, y) {
  const { n, p, basis, blocks } = cross;
  const { weights, terms } = design;
  const e = new Float64Array(n);
  for (let i = 0; i < n; i++) e[i] = weights === null ? y[i] : y[i] * Math.sqrt(weights[i]);
  const squares = dot(e, 0, e, 0, n);
  const qty = new Float64Array(p);
  for (let pass = 0; pass < 2; pass++) {
    for (let j = 0; j < p; j++) {
      const share = dot(basis, j * n, e, 0, n);
      for (let i = 0; i < n; i++) e[i] -= share * basis[j * n + i];
      qty[j] += share;
    }
  }
  const ee = dot(e, 0, e, 0, n);
  if (!Number.isFinite(ee)) throw new NumericalError("non-finite", "Cannot fit a mixed model: the response must be finite, and so must its squares");
  if (!(ee > 64 * Number.EPSILON * Number.EPSILON * squares)) {
    throw new NumericalError("no-variation", "Cannot fit a mixed model: the response must vary beyond what the fixed effects explain, got a perfect fit");
  }
  if (weights !== null) for (let i = 0; i < n; i++) e[i] *= Math.sqrt(weights[i]);
  const ze = new Float64Array(cross.q);
  for (const { term, k, offset, scale } of blocks) {
    const { codes, z } = terms[term];
    for (let a = 0; a < k; a++) {
      const column = z[a];
      for (let i = 0; i < n; i++) ze[offset + codes[i] * k + a] += column[i] * e[i];
    }
    const length = terms[term].levels.length * k;
    for (let j = 0; j < length; j++) ze[offset + j] /= scale[j % k];
  }
  return { qty, ze, ee };
}

// src/lmm/crossProducts.ts
var MOST_DENSE = 6e3;
var action = "fit a mixed model";
function crossProducts(design) {
  const { x, terms, weights } = design;
  const [n, p] = x.shape;
  if (n <= p) throw new RangeError(`Cannot ${action}: the number of rows must exceed the ${p} columns of X, got ${n}`);
  const order = terms.map((_, t) => t).sort((a, b) => effects(design, b) - effects(design, a) || a - b);
  const q = order.reduce((sum, t) => sum + effects(design, t), 0);
  const q1 = order.length === 0 ? 0 : effects(design, order[0]);
  const q2 = q - q1;
  if (q2 > MOST_DENSE) {
    throw new RangeError(`Cannot ${action}: all random terms but the largest must have at most ${MOST_DENSE} effects together, got ${q2}`);
  }
  const roots = weights === null ? null : weights.map(Math.sqrt);
  const { basis, r, logDetR } = orthonormalise(design, roots);
  const scaled = order.map((t) => scaledColumns(design, t, roots));
  const blocks = [];
  let offset = 0;
  for (let b = 0; b < order.length; b++) {
    const term = order[b];
    const k = terms[term].z.length;
    const levels = terms[term].levels.length;
    blocks.push({ term, group: terms[term].group, k, levels, offset, scale: scaled[b].scale });
    offset += levels * k;
  }
  const blockOf = new Int32Array(q2);
  for (let b = 1; b < blocks.length; b++) blockOf.fill(b, blocks[b].offset - q1, blocks[b].offset - q1 + blocks[b].levels * blocks[b].k);
  const codes = order.map((t) => terms[t].codes);
  const columns = scaled.map(({ z }) => z);
  const zx = new Float64Array(q * p);
  for (let b = 0; b < blocks.length; b++) addProducts(blocks[b], codes[b], columns[b], basis, n, p, zx);
  let logWeights = 0;
  if (weights !== null) for (let i = 0; i < n; i++) logWeights += ln(weights[i]);
  const { a11, a21 } = firstBlock(blocks, codes, columns, n, q1, q2);
  return { n, p, logWeights, r, logDetR, basis, blocks, q, q1, q2, blockOf, a11, a21, a22: denseBlock(blocks, codes, columns, n, q1, q2), zx };
}
function effects(design, t) {
  return design.terms[t].levels.length * design.terms[t].z.length;
}
function scaledColumns({ x, terms }, t, roots) {
  const n = x.shape[0];
  const k = terms[t].z.length;
  const z = new Float64Array(n * k);
  const scale = new Float64Array(k);
  for (let a = 0; a < k; a++) {
    const column = terms[t].z[a];
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const value = roots === null ? column[i] : column[i] * roots[i];
      z[i * k + a] = value;
      squares += value * value;
    }
    scale[a] = squares > 0 ? Math.sqrt(squares / n) : 1;
    for (let i = a; i < n * k; i += k) z[i] /= scale[a];
  }
  return { z, scale };
}
function orthonormalise({ x, coefficientNames }, roots) {
  const [n, p] = x.shape;
  const basis = new Float64Array(n * p);
  const r = new Float64Array(p * p);
  let logDetR = 0;
  for (let j = 0; j < p; j++) {
    const at = j * n;
    for (let i = 0; i < n; i++) basis[at + i] = x.data[i * p + j] * (roots === null ? 1 : roots[i]);
    const before = Math.sqrt(dot(basis, at, basis, at, n));
    if (!Number.isFinite(before)) throw new NumericalError("non-finite", `Cannot ${action}: column \`${coefficientNames[j] ?? j}\` of X must be finite, and so must its squares`);
    for (let pass = 0; pass < 2; pass++) {
      for (let l = 0; l < j; l++) {
        const from = l * n;
        const share = dot(basis, from, basis, at, n);
        for (let i = 0; i < n; i++) basis[at + i] -= share * basis[from + i];
        r[l * p + j] += share;
      }
    }
    const after = Math.sqrt(dot(basis, at, basis, at, n));
    if (!(after > 1e-11 * before)) {
      throw new NumericalError("singular-design", `Cannot ${action}: column \`${coefficientNames[j] ?? j}\` of X must not be a linear combination of those before it`);
    }
    for (let i = at; i < at + n; i++) basis[i] /= after;
    r[j * p + j] = after;
    logDetR += ln(after);
  }
  return { basis, r, logDetR };
}
function addProducts({ k, offset }, codes, z, basis, n, p, out) {
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < n; i++) {
      const value = basis[j * n + i];
      const row = offset + codes[i] * k;
      for (let a = 0; a < k; a++) out[(row + a) * p + j] += z[i * k + a] * value;
    }
  }
}
function firstBlock(blocks, codes, z, n, q1, q2) {
  if (blocks.length === 0) return { a11: new Float64Array(0), a21: { starts: new Int32Array(1), rows: new Int32Array(0), values: new Float64Array(0) } };
  const { k: k1, levels } = blocks[0];
  const z1 = z[0];
  const a11 = new Float64Array(levels * k1 * k1);
  const starts = new Int32Array(levels + 1);
  const { ends, rowsByLevel } = sortByLevel(codes[0], levels, n);
  let rows = new Int32Array(Math.max(64, Math.min(levels * q2, 2 * n)));
  let values = new Float64Array(rows.length * k1);
  const sums = new Float64Array(q2 * k1);
  const seen = new Int32Array(q2).fill(-1);
  const list = new Int32Array(q2);
  let count = 0;
  for (let m = 0; m < levels; m++) {
    let found = 0;
    for (let at = m === 0 ? 0 : ends[m - 1]; at < ends[m]; at++) {
      const i = rowsByLevel[at];
      for (let a = 0; a < k1; a++) {
        for (let b = 0; b < k1; b++) a11[(m * k1 + a) * k1 + b] += z1[i * k1 + a] * z1[i * k1 + b];
      }
      for (let t = 1; t < blocks.length; t++) {
        const k = blocks[t].k;
        const base = blocks[t].offset - q1 + codes[t][i] * k;
        if (seen[base] !== m) {
          seen[base] = m;
          list[found++] = base;
        }
        for (let a = 0; a < k; a++) {
          for (let b = 0; b < k1; b++) sums[(base + a) * k1 + b] += z[t][i * k + a] * z1[i * k1 + b];
        }
      }
    }
    sortFirst(list, found);
    for (let f = 0; f < found; f++) {
      const base = list[f];
      const k = blockAt(blocks, q1, base).k;
      if (count + k > rows.length) {
        const larger = new Int32Array(rows.length * 2 + k);
        larger.set(rows);
        rows = larger;
        const more = new Float64Array(rows.length * k1);
        more.set(values);
        values = more;
      }
      for (let a = 0; a < k; a++) {
        rows[count] = base + a;
        for (let b = 0; b < k1; b++) {
          values[count * k1 + b] = sums[(base + a) * k1 + b];
          sums[(base + a) * k1 + b] = 0;
        }
        count++;
      }
    }
    starts[m + 1] = count;
  }
  return { a11, a21: { starts, rows: rows.slice(0, count), values: values.slice(0, count * k1) } };
}
function blockAt(blocks, q1, row) {
  let b = blocks.length - 1;
  while (blocks[b].offset - q1 > row) b--;
  return blocks[b];
}
function sortByLevel(codes, levels, n) {
  const ends = new Int32Array(levels);
  for (let i = 0; i < n; i++) if (codes[i] + 1 < levels) ends[codes[i] + 1]++;
  for (let m = 1; m < levels; m++) ends[m] += ends[m - 1];
  const rowsByLevel = new Int32Array(n);
  for (let i = 0; i < n; i++) rowsByLevel[ends[codes[i]]++] = i;
  return { ends, rowsByLevel };
}
function sortFirst(list, count) {
  if (count > 64) {
    list.subarray(0, count).sort();
    return;
  }
  for (let i = 1; i < count; i++) {
    const value = list[i];
    let j = i - 1;
    for (; j >= 0 && list[j] > value; j--) list[j + 1] = list[j];
    list[j + 1] = value;
  }
}
function denseBlock(blocks, codes, z, n, q1, q2) {
  const out = new Float64Array(q2 * q2);
  for (let t = 1; t < blocks.length; t++) {
    for (let s = 1; s <= t; s++) addPair(out, q2, blocks[t], codes[t], z[t], blocks[s], codes[s], z[s], n, q1);
  }
  for (let i = 0; i < q2; i++) for (let j = 0; j < i; j++) out[j * q2 + i] = out[i * q2 + j];
  return out;
}
function addPair(out, q2, left, leftCodes, leftZ, right, rightCodes, rightZ, n, q1) {
  const k = left.k;
  const l = right.k;
  for (let i = 0; i < n; i++) {
    const row = left.offset - q1 + leftCodes[i] * k;
    const column = right.offset - q1 + rightCodes[i] * l;
    for (let a = 0; a < k; a++) for (let b = 0; b < l; b++) out[(row + a) * q2 + column + b] += leftZ[i * k + a] * rightZ[i * l + b];
  }
}

// src/numeric/linalg/symmetricEigen.ts
var SWEEPS = 60;
function symmetricEigen(matrix, n) {
  const a = new Float64Array(n * n);
  const v = new Float64Array(n * n);
  let size = 0;
  for (let i = 0; i < n; i++) {
    v[i * n + i] = 1;
    for (let j = 0; j <= i; j++) {
      a[i * n + j] = matrix[i * n + j];
      a[j * n + i] = matrix[i * n + j];
      size = Math.max(size, Math.abs(matrix[i * n + j]));
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q];
        if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(a[p * n + p] * a[q * n + q])) || Math.abs(off) <= 1e-40 * size) continue;
        rotated = true;
        rotate(a, v, n, p, q);
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * n + i] - a[j * n + j]);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(v.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors };
}
function rotate(a, v, n, p, q) {
  const ratio = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const t = Number.isFinite(ratio * ratio) ? (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio)) : 0.5 / ratio;
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p];
    const y = a[k * n + q];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k];
    const y = a[q * n + k];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
    const z = v[p * n + k];
    const w = v[q * n + k];
    v[p * n + k] = c * z - s * w;
    v[q * n + k] = s * z + c * w;
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}

// src/lmm/applyLambda.ts
function applyLambda({ blocks }, factors, v, columns) {
  for (let t = 0; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    const T = factors[t];
    for (let m = 0; m < levels; m++) {
      const first = (offset + m * k) * columns;
      for (let c = 0; c < columns; c++) {
        for (let a = k - 1; a >= 0; a--) {
          let sum = 0;
          for (let b = 0; b <= a; b++) sum += T[a * k + b] * v[first + b * columns + c];
          v[first + a * columns + c] = sum;
        }
      }
    }
  }
}
function applyLambdaTransposed({ blocks }, factors, v, columns) {
  for (let t = 0; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    const T = factors[t];
    for (let m = 0; m < levels; m++) {
      const first = (offset + m * k) * columns;
      for (let c = 0; c < columns; c++) {
        for (let a = 0; a < k; a++) {
          let sum = 0;
          for (let b = a; b < k; b++) sum += T[b * k + a] * v[first + b * columns + c];
          v[first + a * columns + c] = sum;
        }
      }
    }
  }
}

// src/lmm/multiplyCross.ts
function multiplyCross({ blocks, q, q1, q2, a11, a21, a22 }, v, columns) {
  const out = new Float64Array(q * columns);
  if (blocks.length === 0) return out;
  const { k, levels } = blocks[0];
  if (k === 1 && columns === 1) {
    const { starts, rows, values } = a21;
    for (let m = 0; m < levels; m++) {
      const value = v[m];
      let sum = a11[m] * value;
      for (let e = starts[m], end = starts[m + 1]; e < end; e++) {
        const row = q1 + rows[e];
        out[row] += values[e] * value;
        sum += values[e] * v[row];
      }
      out[m] = sum;
    }
  } else multiplyFirst(blocks[0], q1, a11, a21, v, columns, out);
  for (let i = 0; i < q2; i++) {
    const row = (q1 + i) * columns;
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let j = 0, at = i * q2, from = q1 * columns + c; j < q2; j++, at++, from += columns) sum += a22[at] * v[from];
      out[row + c] += sum;
    }
  }
  return out;
}
function multiplyFirst({ k, levels }, q1, a11, a21, v, columns, out) {
  for (let m = 0; m < levels; m++) {
    const first = m * k;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        const factor = a11[(first + a) * k + b];
        for (let c = 0; c < columns; c++) out[(first + a) * columns + c] += factor * v[(first + b) * columns + c];
      }
    }
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      const row = (q1 + a21.rows[e]) * columns;
      for (let a = 0; a < k; a++) {
        const factor = a21.values[e * k + a];
        const at = (first + a) * columns;
        for (let c = 0; c < columns; c++) {
          out[row + c] += factor * v[at + c];
          out[at + c] += factor * v[row + c];
        }
      }
    }
  }
}

// src/lmm/whitenedGradient.ts
function whitenedGradient(cross, factorisation, parts, { u, r2 }, method) {
  const { n, p, q1, q2, blocks } = cross;
  const { inverse, wc } = parts;
  const perVariance = (method === "REML" ? n - p : n) / r2;
  return blocks.map(({ k, levels, offset }, t) => {
    const out = t === 0 ? firstTraces(cross, factorisation, inverse) : new Float64Array(k * k);
    for (let m = 0; m < levels; m++) {
      const base = offset + m * k;
      for (let a = 0; a < k; a++) {
        for (let b = 0; b <= a; b++) {
          let sum = perVariance * u[base + a] * u[base + b];
          if (method === "REML") for (let c = 0; c < p; c++) sum += wc[(base + a) * p + c] * wc[(base + b) * p + c];
          if (t > 0) {
            const row = (base - q1 + a) * q2;
            for (let i = row + base - q1 + a, j = (base - q1 + b) * q2 + base - q1 + a; i < row + q2; i++, j++) sum += inverse[i] * inverse[j];
          }
          out[a * k + b] -= sum;
        }
      }
    }
    for (let a = 0; a < k; a++) {
      out[a * k + a] += levels;
      for (let b = 0; b < a; b++) out[b * k + a] = out[a * k + b];
    }
    return out;
  });
}
function firstTraces({ blocks, q2, a21 }, { l11, w21 }, inverse) {
  const { k, levels } = blocks[0];
  const out = new Float64Array(k * k);
  const v = new Float64Array(k * q2);
  const middle = new Float64Array(k * k);
  for (let m = 0; m < levels; m++) {
    const start = a21.starts[m];
    const end = a21.starts[m + 1];
    const first = start === end ? q2 : a21.rows[start];
    for (let a = 0; a < k; a++) addRows(inverse, q2, a21.rows, w21, k, a, start, end, first, v);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = a === b ? 1 : 0;
        for (let i = a * q2 + first, j = b * q2 + first; i < (a + 1) * q2; i++, j++) sum += v[i] * v[j];
        middle[a * k + b] = sum;
        middle[b * k + a] = sum;
      }
    }
    conjugate(middle, l11, m * k * k, k);
    for (let i = 0; i < k * k; i++) out[i] -= middle[i];
  }
  return out;
}
function addRows(inverse, q2, rows, weights, k, a, start, end, first, v) {
  const at = a * q2;
  v.fill(0, at + first, at + q2);
  let e = start;
  for (; e + 4 <= end; e += 4) {
    const x0 = weights[e * k + a];
    const x1 = weights[(e + 1) * k + a];
    const x2 = weights[(e + 2) * k + a];
    const x3 = weights[(e + 3) * k + a];
    const from = rows[e];
    let i0 = rows[e] * q2 + from;
    let i1 = rows[e + 1] * q2 + from;
    let i2 = rows[e + 2] * q2 + from;
    let i3 = rows[e + 3] * q2 + from;
    for (let i = at + from; i < at + q2; i++, i0++, i1++, i2++, i3++) {
      v[i] += x0 * inverse[i0] + x1 * inverse[i1] + x2 * inverse[i2] + x3 * inverse[i3];
    }
  }
  for (; e < end; e++) {
    const x = weights[e * k + a];
    let i0 = rows[e] * q2 + rows[e];
    for (let i = at + rows[e]; i < at + q2; i++, i0++) v[i] += x * inverse[i0];
  }
}
function conjugate(b, l, at, k) {
  if (k === 1) {
    b[0] /= l[at] * l[at];
    return;
  }
  for (let pass = 0; pass < 2; pass++) {
    for (let i = k - 1; i >= 0; i--) {
      for (let j = 0; j < k; j++) {
        let sum = b[i * k + j];
        for (let h = i + 1; h < k; h++) sum -= l[at + h * k + i] * b[h * k + j];
        b[i * k + j] = sum / l[at + i * k + i];
      }
    }
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < i; j++) {
        const swap = b[i * k + j];
        b[i * k + j] = b[j * k + i];
        b[j * k + i] = swap;
      }
    }
  }
}

// src/lmm/coneGradient.ts
function coneGradient(cross, factorisation, parts, { g, r2 }, method, t) {
  const { n, p, blocks, zx } = cross;
  const { factors, rc } = factorisation;
  const { k, levels, offset } = blocks[t];
  const gamma = t === 0 ? firstSums(cross, factorisation, parts.inverse) : denseSums(cross, factorisation, parts.inverse, t);
  if (method === "REML") {
    const lambdaW = Float64Array.from(parts.w);
    applyLambda(cross, factors, lambdaW, p);
    const nc = multiplyCross(cross, lambdaW, p);
    for (let i = offset; i < offset + levels * k; i++) {
      for (let a = 0; a < p; a++) {
        let value = zx[i * p + a] - nc[i * p + a];
        for (let b = 0; b < a; b++) value -= rc[a * p + b] * nc[i * p + b];
        nc[i * p + a] = value / rc[a * p + a];
      }
    }
    for (let base = offset; base < offset + levels * k; base += k) {
      for (let a = 0; a < k; a++) {
        for (let b = 0; b < k; b++) for (let c = 0; c < p; c++) gamma[a * k + b] -= nc[(base + a) * p + c] * nc[(base + b) * p + c];
      }
    }
  }
  let trace = 0;
  for (let a = 0; a < k; a++) trace += gamma[a * k + a];
  const perVariance = (method === "REML" ? n - p : n) / r2;
  for (let base = offset; base < offset + levels * k; base += k) {
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) gamma[a * k + b] -= perVariance * g[base + a] * g[base + b];
  }
  return { gamma, trace };
}
function firstSums({ blocks, q2, a11, a21, blockOf }, { factors, l11, w21 }, inverse) {
  const { k, levels } = blocks[0];
  const T = factors[0];
  const { starts, rows, values } = a21;
  const out = new Float64Array(k * k);
  const c = new Float64Array(k * k);
  const y = new Float64Array(w21.length);
  const v = new Float64Array(k * q2);
  for (let m = 0; m < levels; m++) {
    const at = m * k * k;
    for (let i = 0; i < k; i++) {
      for (let j = 0; j < k; j++) {
        let sum = 0;
        for (let h = i; h < k; h++) sum += T[h * k + i] * a11[at + h * k + j];
        for (let h = 0; h < i; h++) sum -= l11[at + i * k + h] * c[h * k + j];
        c[i * k + j] = sum / l11[at + i * k + i];
      }
    }
    for (let e = starts[m]; e < starts[m + 1]; ) {
      const s = blockOf[rows[e]];
      const size = blocks[s].k;
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < k; j++) {
          let sum = 0;
          for (let h = i; h < size; h++) sum += factors[s][h * size + i] * values[(e + h) * k + j];
          for (let h = 0; h < k; h++) sum -= w21[(e + i) * k + h] * c[h * k + j];
          y[(e + i) * k + j] = sum;
        }
      }
      e += size;
    }
    const first = starts[m] === starts[m + 1] ? q2 : rows[starts[m]];
    for (let a = 0; a < k; a++) addRows(inverse, q2, rows, y, k, a, starts[m], starts[m + 1], first, v);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        let sum = a11[at + a * k + b];
        for (let h = 0; h < k; h++) sum -= c[h * k + a] * c[h * k + b];
        for (let i = first; i < q2; i++) sum -= v[a * q2 + i] * v[b * q2 + i];
        out[a * k + b] += sum;
      }
    }
  }
  return out;
}
function denseSums(cross, { factors, l11 }, inverse, t) {
  const { blocks, q1, q2, a21, a22 } = cross;
  const { k: k1, levels: levels1 } = blocks[0];
  const { starts, rows, values } = a21;
  const { k, levels, offset } = blocks[t];
  const from = offset - q1;
  const size = levels * k;
  const columns = a22.slice(from * q2, (from + size) * q2);
  const w = new Float64Array(values.length);
  for (let m = 0; m < levels1; m++) {
    for (let e = starts[m]; e < starts[m + 1]; e++) {
      for (let b = 0; b < k1; b++) {
        let sum = 0;
        for (let a = b; a < k1; a++) sum += values[e * k1 + a] * factors[0][a * k1 + b];
        for (let d2 = 0; d2 < b; d2++) sum -= w[e * k1 + d2] * l11[(m * k1 + b) * k1 + d2];
        w[e * k1 + b] = sum / l11[(m * k1 + b) * k1 + b];
      }
    }
    for (let f = starts[m]; f < starts[m + 1]; f++) {
      const column = rows[f] - from;
      if (column < 0 || column >= size) continue;
      for (let e = starts[m]; e < starts[m + 1]; e++) {
        let sum = 0;
        for (let a = 0; a < k1; a++) sum += w[e * k1 + a] * w[f * k1 + a];
        columns[column * q2 + rows[e]] -= sum;
      }
    }
  }
  const out = new Float64Array(k * k);
  const dense = { blocks: blocks.slice(1).map((block) => ({ ...block, offset: block.offset - q1 })) };
  const denseFactors = factors.slice(1);
  const y = new Float64Array(k * q2);
  for (let m = 0; m < levels; m++) {
    for (let a = 0; a < k; a++) {
      const column = columns.subarray((m * k + a) * q2, (m * k + a + 1) * q2);
      for (let b = 0; b < k; b++) out[a * k + b] += column[from + m * k + b];
      applyLambdaTransposed(dense, denseFactors, column, 1);
      const sums = y.subarray(a * q2, (a + 1) * q2).fill(0);
      for (let i = 0; i < q2; i++) {
        const x = column[i];
        if (x !== 0) for (let j = i; j < q2; j++) sums[j] += x * inverse[i * q2 + j];
      }
    }
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) for (let i = 0; i < q2; i++) out[a * k + b] -= y[a * q2 + i] * y[b * q2 + i];
    }
  }
  return out;
}

// src/numeric/linalg/subtractDots.ts
function subtractDots(a, aAt, aStride, b, bAt, bStride, c, cAt, cStride, rows, columns, length) {
  if (rows === 4 && columns === 4) {
    subtractTile(a, aAt, aStride, b, bAt, bStride, c, cAt, cStride, length);
    return;
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      let at = aAt + i * aStride;
      let bt = bAt + j * bStride;
      for (const end = at + length; at < end; at++, bt++) sum += a[at] * b[bt];
      c[cAt + i * cStride + j] -= sum;
    }
  }
}
function subtractTile(a, aAt, aStride, b, bAt, bStride, c, cAt, cStride, length) {
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  let a0 = aAt;
  let a1 = a0 + aStride;
  let a2 = a1 + aStride;
  let a3 = a2 + aStride;
  let b0 = bAt;
  let b1 = b0 + bStride;
  let b2 = b1 + bStride;
  let b3 = b2 + bStride;
  for (const end = a0 + length; a0 < end; a0++, a1++, a2++, a3++, b0++, b1++, b2++, b3++) {
    const p0 = b[b0];
    const p1 = b[b1];
    const p2 = b[b2];
    const p3 = b[b3];
    let x = a[a0];
    s00 += x * p0;
    s01 += x * p1;
    s02 += x * p2;
    s03 += x * p3;
    x = a[a1];
    s10 += x * p0;
    s11 += x * p1;
    s12 += x * p2;
    s13 += x * p3;
    x = a[a2];
    s20 += x * p0;
    s21 += x * p1;
    s22 += x * p2;
    s23 += x * p3;
    x = a[a3];
    s30 += x * p0;
    s31 += x * p1;
    s32 += x * p2;
    s33 += x * p3;
  }
  const c1 = cAt + cStride;
  const c2 = c1 + cStride;
  const c3 = c2 + cStride;
  c[cAt] -= s00;
  c[cAt + 1] -= s01;
  c[cAt + 2] -= s02;
  c[cAt + 3] -= s03;
  c[c1] -= s10;
  c[c1 + 1] -= s11;
  c[c1 + 2] -= s12;
  c[c1 + 3] -= s13;
  c[c2] -= s20;
  c[c2 + 1] -= s21;
  c[c2 + 2] -= s22;
  c[c2 + 3] -= s23;
  c[c3] -= s30;
  c[c3 + 1] -= s31;
  c[c3 + 2] -= s32;
  c[c3 + 3] -= s33;
}

// src/numeric/linalg/invertTriangle.ts
var BAND = 32;
function invertTriangle(l, n, out = new Float64Array(n * n)) {
  out.fill(0);
  for (let bandStart = 0; bandStart < n; bandStart += BAND) {
    const bandEnd = Math.min(bandStart + BAND, n);
    for (let i = bandStart; i < n; i += 4) {
      const columns = Math.min(4, n - i);
      const jEnd = Math.min(bandEnd, i + columns);
      for (let j = bandStart; j < jEnd; j += 4) {
        const rows = Math.min(4, n - j);
        if (i > j) subtractDots(out, j * n + j, n, l, i * n + j, n, out, j * n + i, n, rows, columns, i - j);
        solveTile(out, j, rows, l, i, columns, n);
      }
    }
  }
  return out;
}
function solveTile(x, jStart, rows, l, iStart, columns, n) {
  for (let j = jStart; j < jStart + rows; j++) {
    for (let i = Math.max(iStart, j); i < iStart + columns; i++) {
      let sum = (i === j ? 1 : 0) + x[j * n + i];
      for (let k = Math.max(iStart, j); k < i; k++) sum -= x[j * n + k] * l[i * n + k];
      x[j * n + i] = sum / l[i * n + i];
    }
  }
}

// src/lmm/solveFactor.ts
function forwardSolve(cross, { l11, w21, l22 }, v, columns) {
  const { q1, q2, blocks } = cross;
  if (blocks.length === 0) return;
  if (blocks[0].k === 1) for (let c = 0; c < columns; c++) forwardScalar(cross, l11, w21, v, columns, c);
  else forwardBlocks(cross, l11, w21, v, columns);
  if (columns === 1) {
    for (let i = 0; i < q2; i++) {
      let sum = v[q1 + i];
      for (let j = 0, at = i * q2; j < i; j++, at++) sum -= l22[at] * v[q1 + j];
      v[q1 + i] = sum / l22[i * q2 + i];
    }
    return;
  }
  for (let i = 0; i < q2; i++) {
    const row = (q1 + i) * columns;
    for (let j = 0; j < i; j++) {
      const factor = l22[i * q2 + j];
      const from = (q1 + j) * columns;
      for (let c = 0; c < columns; c++) v[row + c] -= factor * v[from + c];
    }
    const pivot = l22[i * q2 + i];
    for (let c = 0; c < columns; c++) v[row + c] /= pivot;
  }
}
function backSolve(cross, { l11, w21, l22 }, v, columns) {
  const { q1, q2, blocks } = cross;
  if (blocks.length === 0) return;
  for (let i = q2 - 1; i >= 0; i--) {
    const row = (q1 + i) * columns;
    const pivot = l22[i * q2 + i];
    for (let c = 0; c < columns; c++) {
      const value = v[row + c] / pivot;
      v[row + c] = value;
      for (let j = 0, at = i * q2, to = q1 * columns + c; j < i; j++, at++, to += columns) v[to] -= l22[at] * value;
    }
  }
  if (blocks[0].k === 1) for (let c = 0; c < columns; c++) backScalar(cross, l11, w21, v, columns, c);
  else backBlocks(cross, l11, w21, v, columns);
}
function forwardScalar({ q1, a21: { starts, rows } }, l11, w21, v, stride, column) {
  const dense = q1 * stride + column;
  for (let m = 0, at = column; m < q1; m++, at += stride) {
    const value = v[at] / l11[m];
    v[at] = value;
    for (let e = starts[m], end = starts[m + 1]; e < end; e++) v[dense + rows[e] * stride] -= w21[e] * value;
  }
}
function backScalar({ q1, a21: { starts, rows } }, l11, w21, v, stride, column) {
  const dense = q1 * stride + column;
  for (let m = 0, at = column; m < q1; m++, at += stride) {
    let sum = v[at];
    for (let e = starts[m], end = starts[m + 1]; e < end; e++) sum -= w21[e] * v[dense + rows[e] * stride];
    v[at] = sum / l11[m];
  }
}
function forwardBlocks({ q1, blocks, a21 }, l11, w21, v, columns) {
  const { k, levels } = blocks[0];
  for (let m = 0; m < levels; m++) {
    const first = m * k;
    for (let a = 0; a < k; a++) {
      const row = (first + a) * columns;
      for (let b = 0; b < a; b++) {
        const factor = l11[(first + a) * k + b];
        for (let c = 0; c < columns; c++) v[row + c] -= factor * v[(first + b) * columns + c];
      }
      const pivot = l11[(first + a) * k + a];
      for (let c = 0; c < columns; c++) v[row + c] /= pivot;
    }
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      const row = (q1 + a21.rows[e]) * columns;
      for (let a = 0; a < k; a++) {
        const factor = w21[e * k + a];
        for (let c = 0; c < columns; c++) v[row + c] -= factor * v[(first + a) * columns + c];
      }
    }
  }
}
function backBlocks({ q1, blocks, a21 }, l11, w21, v, columns) {
  const { k, levels } = blocks[0];
  for (let m = 0; m < levels; m++) {
    const first = m * k;
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      const row = (q1 + a21.rows[e]) * columns;
      for (let a = 0; a < k; a++) {
        const factor = w21[e * k + a];
        for (let c = 0; c < columns; c++) v[(first + a) * columns + c] -= factor * v[row + c];
      }
    }
    for (let a = k - 1; a >= 0; a--) {
      const row = (first + a) * columns;
      const pivot = l11[(first + a) * k + a];
      for (let c = 0; c < columns; c++) v[row + c] /= pivot;
      for (let b = 0; b < a; b++) {
        const factor = l11[(first + a) * k + b];
        for (let c = 0; c < columns; c++) v[(first + b) * columns + c] -= factor * v[row + c];
      }
    }
  }
}

// src/lmm/inverseParts.ts
function inverseParts(cross, factorisation, reuse) {
  const { q, p } = cross;
  const { rc, rzx, l22 } = factorisation;
  const inverse = invertTriangle(l22, cross.q2, reuse?.inverse);
  const w = Float64Array.from(rzx);
  backSolve(cross, factorisation, w, p);
  const wc = new Float64Array(q * p);
  for (let i = 0; i < q; i++) {
    for (let a = 0; a < p; a++) {
      let value = w[i * p + a];
      for (let b = 0; b < a; b++) value -= rc[a * p + b] * wc[i * p + b];
      wc[i * p + a] = value / rc[a * p + a];
    }
  }
  return { inverse, w, wc };
}

// src/lmm/lowerTrapezoid.ts
function truncateFactor(factor, k, rank) {
  const { values, vectors } = symmetricEigen(covarianceOf(factor, k), k);
  const wide = new Float64Array(k * k);
  for (let c = 0; c < rank; c++) {
    const e = k - 1 - c;
    const root = Math.sqrt(Math.max(values[e], 0));
    for (let a = 0; a < k; a++) wide[a * k + c] = root * vectors[e * k + a];
  }
  return lowerTrapezoid(wide, k, rank);
}
function lowerTrapezoid(wide, k, rank) {
  const out = Float64Array.from(wide);
  for (let a = 0; a < rank; a++) {
    for (let c = a + 1; c < rank; c++) {
      const x = out[a * k + a];
      const y = out[a * k + c];
      const size = Math.sqrt(x * x + y * y);
      if (y === 0 || size === 0) continue;
      for (let i = a; i < k; i++) {
        const left = out[i * k + a];
        const right = out[i * k + c];
        out[i * k + a] = (x * left + y * right) / size;
        out[i * k + c] = (x * right - y * left) / size;
      }
      out[a * k + c] = 0;
    }
    if (out[a * k + a] < 0) for (let i = a; i < k; i++) out[i * k + a] = -out[i * k + a];
  }
  return out;
}
function covarianceOf(factor, k) {
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) for (let c = 0; c < k; c++) out[a * k + b] += factor[a * k + c] * factor[b * k + c];
  return out;
}

// src/lmm/certify.ts
var TOLERANCE = 1e-7;
function certify(cross, factorisation, solution, method, parts = inverseParts(cross, factorisation)) {
  const whitened = whitenedGradient(cross, factorisation, parts, solution, method);
  const terms = [];
  for (let t = 0; t < cross.blocks.length; t++) {
    const { k, levels, group, term } = cross.blocks[t];
    const T = factorisation.factors[t];
    const rank = rankOf(T, k);
    const shared = { group, effects: k, rank };
    if (rank === k) {
      const { values } = symmetricEigen(whitened[t], k);
      terms[term] = { ...shared, smallestEigenvalue: values[0] / levels, complementarity: largest(whitened[t]) / levels };
    } else {
      const { gamma, trace } = coneGradient(cross, factorisation, parts, solution, method, t);
      const unit = trace > 0 ? trace : 1;
      const product = new Float64Array(k * k);
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) for (let c = b; c < k; c++) product[a * k + b] += gamma[a * k + c] * T[c * k + b];
      const size = largest(T);
      terms[term] = {
        ...shared,
        smallestEigenvalue: symmetricEigen(gamma, k).values[0] / unit,
        complementarity: size === 0 ? 0 : largest(product) / (unit * size)
      };
    }
  }
  const holds = terms.every(({ smallestEigenvalue, complementarity }) => smallestEigenvalue >= -TOLERANCE && complementarity <= TOLERANCE);
  return { terms, holds };
}
function rankOf(factor, k) {
  const { values } = symmetricEigen(covarianceOf(factor, k), k);
  return values.reduce((count, value) => count + (value > 1e-13 * values[k - 1] ? 1 : 0), 0);
}
function largest(a) {
  return a.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
}

// src/lmm/covarianceDerivatives.ts
function freeDirections({ blocks }, ranks) {
  const out = [];
  for (let block = 0; block < blocks.length; block++) {
    const { k } = blocks[block];
    for (let column = 0; column < ranks[block]; column++) {
      for (let row = column; row < k; row++) out.push({ block, row, column, whitened: ranks[block] === k });
    }
  }
  return out;
}
function covarianceDerivatives(cross, factorisation, parts, solution, method, directions) {
  const { n, p, blocks } = cross;
  const { factors } = factorisation;
  const df = method === "REML" ? n - p : n;
  const count = directions.length;
  const first = whitenedGradient(cross, factorisation, parts, solution, method);
  for (let t = 0; t < blocks.length; t++) {
    if (directions.some(({ block, whitened }) => block === t && !whitened)) first[t] = coneGradient(cross, factorisation, parts, solution, method, t).gamma;
  }
  const gradient = new Float64Array(count);
  const information = new Float64Array(count * count);
  const quadratic = new Float64Array(count * count);
  const images = directions.map((direction) => imageOf(cross, factorisation, solution, direction));
  for (let i = 0; i < count; i++) {
    const { block, row, column, whitened } = directions[i];
    const { k } = blocks[block];
    const gamma = first[block];
    if (whitened) gradient[i] = 2 * gamma[row * k + column];
    else for (let a = column; a < k; a++) gradient[i] += 2 * gamma[row * k + a] * factors[block][a * k + column];
    for (let j = 0; j <= i; j++) {
      const other = directions[j];
      const product = innerProduct(images[i], images[j]) * df / solution.r2;
      let value = product - images[i].slope * images[j].slope * df / (solution.r2 * solution.r2);
      if (block === other.block && column === other.column) {
        value += 2 * gamma[row * k + other.row];
        if (whitened && i === j && row === column) value += 2 * gamma[row * k + row];
      }
      information[i * count + j] = value;
      information[j * count + i] = value;
      quadratic[i * count + j] = product;
      quadratic[j * count + i] = product;
    }
  }
  return { gradient, information, quadratic };
}
function imageOf(cross, factorisation, { u, g }, { block, row, column, whitened }) {
  const { k, levels, offset } = cross.blocks[block];
  const vector = new Float64Array(cross.q);
  const T = factorisation.factors[block];
  let slope = 0;
  for (let base = offset; base < offset + levels * k; base += k) {
    vector[base + row] += u[base + column];
    if (whitened) {
      vector[base + column] += u[base + row];
      slope += 2 * u[base + row] * u[base + column];
    } else {
      for (let a = column; a < k; a++) vector[base + a] += T[a * k + column] * g[base + row];
      for (let a = 0; a < k; a++) slope += vector[base + a] * g[base + a];
    }
  }
  return finishImage(cross, factorisation, vector, whitened, slope);
}
function finishImage(cross, factorisation, vector, whitened, slope) {
  const { p, q, zx } = cross;
  const { factors, rzx, rc } = factorisation;
  const product = whitened ? null : multiplyCross(cross, vector, 1);
  const solved = Float64Array.from(product ?? vector);
  if (!whitened) applyLambdaTransposed(cross, factors, solved, 1);
  forwardSolve(cross, factorisation, solved, 1);
  const fixed = new Float64Array(p);
  for (let i = 0; i < q; i++) {
    const s = solved[i];
    const v = vector[i];
    for (let a = 0; a < p; a++) fixed[a] += whitened ? rzx[i * p + a] * s : zx[i * p + a] * v - rzx[i * p + a] * s;
  }
  for (let a = 0; a < p; a++) {
    for (let b = 0; b < a; b++) fixed[a] -= rc[a * p + b] * fixed[b];
    fixed[a] /= rc[a * p + a];
  }
  return { vector, product, solved, fixed, slope };
}
function innerProduct(left, right) {
  let sum = 0;
  for (let a = 0; a < left.fixed.length; a++) sum -= left.fixed[a] * right.fixed[a];
  let solved = 0;
  for (let i = 0; i < left.solved.length; i++) solved += left.solved[i] * right.solved[i];
  if (left.product === null !== (right.product === null)) return sum + solved;
  const other = right.product ?? right.vector;
  let plain = 0;
  for (let i = 0; i < other.length; i++) plain += left.vector[i] * other[i];
  return sum + plain - solved;
}
function informationAlong(cross, factorisation, { g, r2 }, method, t, v) {
  const { k, levels, offset } = cross.blocks[t];
  const vector = new Float64Array(cross.q);
  let slope = 0;
  for (let base = offset; base < offset + levels * k; base += k) {
    let along = 0;
    for (let a = 0; a < k; a++) along += v[a] * g[base + a];
    for (let a = 0; a < k; a++) vector[base + a] = along * v[a];
    slope += along * along;
  }
  const image = finishImage(cross, factorisation, vector, false, slope);
  const df = method === "REML" ? cross.n - cross.p : cross.n;
  return innerProduct(image, image) * df / r2 - slope * slope * df / (r2 * r2);
}

// src/numeric/special/exp.ts
var import_math_base_special_exp = __toESM(require_lib53(), 1);
function exp(x) {
  return (0, import_math_base_special_exp.default)(x);
}

// src/lmm/criterion.ts
function criterion(cross, { logDetM, logDetC }, { r2 }, method) {
  const df = method === "REML" ? cross.n - cross.p : cross.n;
  const determinants = method === "REML" ? logDetM + logDetC + 2 * cross.logDetR : logDetM;
  if (!(r2 > 0) || !Number.isFinite(determinants)) return Infinity;
  return determinants + df * (1 + ln(2 * Math.PI * r2 / df)) - cross.logWeights;
}

// src/numeric/linalg/cholesky.ts
var BAND2 = 32;
function cholesky(a, n) {
  for (let bandStart = 0; bandStart < n; bandStart += BAND2) {
    const bandEnd = Math.min(bandStart + BAND2, n);
    for (let j = 0; j < bandEnd; j += 4) {
      const columns = Math.min(4, n - j);
      for (let i = Math.max(bandStart, j); i < bandEnd; i += 4) {
        const rows = Math.min(4, n - i);
        if (j > 0) subtractDots(a, i * n, n, a, j * n, n, a, i * n + j, n, rows, columns, j);
        if (i === j) {
          if (!factorTile(a, i, rows, n)) return false;
        } else solveTile2(a, i, rows, j, columns, n);
      }
    }
  }
  return true;
}
function factorTile(a, start, size, n) {
  for (let i = start; i < start + size; i++) {
    for (let j = i + 1; j < start + size; j++) a[i * n + j] = 0;
    for (let j = start; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = start; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i === j) {
        if (!(sum > 0 && sum < Infinity)) return false;
        a[i * n + i] = Math.sqrt(sum);
      } else a[i * n + j] = sum / a[j * n + j];
    }
  }
  return true;
}
function solveTile2(a, iStart, rows, jStart, columns, n) {
  for (let i = iStart; i < iStart + rows; i++) {
    for (let j = jStart; j < jStart + columns; j++) {
      let sum = a[i * n + j];
      for (let k = jStart; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = sum / a[j * n + j];
    }
  }
}

// src/lmm/factorise.ts
function factorise(cross, factors, reuse) {
  const { p, q, q2, a11, a21, zx } = cross;
  const l11 = reuse?.l11 ?? new Float64Array(a11.length);
  const w21 = reuse?.w21 ?? new Float64Array(a21.values.length);
  const l22 = reuse?.l22 ?? new Float64Array(q2 * q2);
  const rzx = reuse?.rzx ?? new Float64Array(q * p);
  const c = new Float64Array(p * p);
  const rc = new Float64Array(p * p);
  const scalar = cross.blocks.every(({ k }) => k === 1);
  let logDetM = scalar ? eliminateScalar(cross, factors, l11, w21) : eliminateBlocks(cross, factors, l11, w21);
  if (scalar) fillScalar(cross, factors, l22);
  else fillDense(cross, factors, l22);
  subtractProducts(cross, w21, l22);
  if (!Number.isFinite(logDetM) || !cholesky(l22, q2)) return { factors, l11, w21, l22, rzx, c, rc, logDetM: Infinity, logDetC: Infinity };
  logDetM += 2 * logOfDiagonal(l22, q2);
  rzx.set(zx);
  applyLambdaTransposed(cross, factors, rzx, p);
  forwardSolve(cross, { l11, w21, l22 }, rzx, p);
  for (let i = 0; i < q; i++) {
    const row = i * p;
    for (let a = 0; a < p; a++) {
      const value = rzx[row + a];
      for (let b = 0; b <= a; b++) c[a * p + b] -= value * rzx[row + b];
    }
  }
  for (let a = 0; a < p; a++) {
    c[a * p + a] += 1;
    for (let b = 0; b < a; b++) c[b * p + a] = c[a * p + b];
    for (let b = 0; b <= a; b++) rc[a * p + b] = c[a * p + b];
  }
  const logDetC = cholesky(rc, p) ? 2 * logOfDiagonal(rc, p) : Infinity;
  return { factors, l11, w21, l22, rzx, c, rc, logDetM, logDetC };
}
function logOfDiagonal(a, n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += ln(a[i * n + i]);
  return sum;
}
function eliminateScalar({ blocks, a11, a21, blockOf }, factors, l11, w21) {
  if (blocks.length === 0) return 0;
  const theta = factors[0][0];
  const thetas = Float64Array.from(factors, (T) => T[0]);
  const { starts, rows, values } = a21;
  let logDet = 0;
  for (let m = 0; m < blocks[0].levels; m++) {
    const pivot = Math.sqrt(theta * theta * a11[m] + 1);
    l11[m] = pivot;
    logDet += ln(pivot);
    const factor = theta / pivot;
    for (let e = starts[m]; e < starts[m + 1]; e++) w21[e] = values[e] * factor * thetas[blockOf[rows[e]]];
  }
  return 2 * logDet;
}
function eliminateBlocks({ blocks, a11, a21, blockOf }, factors, l11, w21) {
  const { k, levels } = blocks[0];
  const { starts, rows, values } = a21;
  const T = factors[0];
  const block = new Float64Array(k * k);
  const P = new Float64Array(k * k);
  const y = new Float64Array(k);
  let logDet = 0;
  for (let m = 0; m < levels; m++) {
    whitenedBlock(a11, m * k * k, T, k, block);
    if (!cholesky(block, k)) return Infinity;
    for (let a = 0; a < k; a++) {
      logDet += ln(block[a * k + a]);
      for (let b = 0; b < k; b++) {
        let sum = b <= a ? T[a * k + b] : 0;
        for (let d2 = 0; d2 < b; d2++) sum -= P[a * k + d2] * block[b * k + d2];
        P[a * k + b] = sum / block[b * k + b];
      }
      for (let b = 0; b < k; b++) l11[(m * k + a) * k + b] = b <= a ? block[a * k + b] : 0;
    }
    for (let e = starts[m]; e < starts[m + 1]; ) {
      const t = blockOf[rows[e]];
      const size = blocks[t].k;
      const left = factors[t];
      for (let i = 0; i < size; i++) {
        for (let a = 0; a < k; a++) {
          let sum = 0;
          for (let h = i; h < size; h++) sum += left[h * size + i] * values[(e + h) * k + a];
          y[a] = sum;
        }
        for (let b = 0; b < k; b++) {
          let sum = 0;
          for (let a = 0; a < k; a++) sum += y[a] * P[a * k + b];
          w21[(e + i) * k + b] = sum;
        }
      }
      e += size;
    }
  }
  return 2 * logDet;
}
function whitenedBlock(a11, at, T, k, out) {
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0;
      for (let a = i; a < k; a++) for (let b = j; b < k; b++) sum += T[a * k + i] * a11[at + a * k + b] * T[b * k + j];
      out[i * k + j] = sum;
    }
  }
}
function fillScalar({ q2, a22, blockOf }, factors, out) {
  const thetas = new Float64Array(q2);
  for (let i = 0; i < q2; i++) thetas[i] = factors[blockOf[i]][0];
  for (let i = 0; i < q2; i++) {
    const row = i * q2;
    const theta = thetas[i];
    for (let j = 0; j <= i; j++) out[row + j] = theta * a22[row + j] * thetas[j];
    out[row + i] += 1;
  }
}
function fillDense({ q1, q2, blocks, a22 }, factors, out) {
  const left = new Float64Array(q2);
  for (let t = 1; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    const T = factors[t];
    for (let m = 0; m < levels; m++) {
      const base = offset - q1 + m * k;
      for (let i = 0; i < k; i++) {
        const row = (base + i) * q2;
        left.fill(0, 0, base + k);
        for (let a = i; a < k; a++) {
          const factor = T[a * k + i];
          for (let j = 0; j < base + k; j++) left[j] += factor * a22[(base + a) * q2 + j];
        }
        for (let s = 1; s <= t; s++) multiplyRow(left, factors[s], blocks[s].k, blocks[s].offset - q1, Math.min(blocks[s].offset - q1 + blocks[s].levels * blocks[s].k, base + k), out, row);
        out[row + base + i] += 1;
        out.fill(0, row + base + i + 1, row + base + k);
      }
    }
  }
}
function multiplyRow(left, T, k, start, end, out, row) {
  for (let base = start; base < end; base += k) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let a = j; a < k; a++) sum += left[base + a] * T[a * k + j];
      out[row + base + j] = sum;
    }
  }
}
function subtractProducts({ blocks, q2, a21 }, w21, out) {
  if (q2 === 0) return;
  const { k, levels } = blocks[0];
  const { starts, rows } = a21;
  let m = 0;
  while (m < levels) {
    const start = starts[m];
    const end = starts[m + 1];
    if (k === 1) {
      if (m + 4 <= levels && starts[m + 4] - start === 4 * q2 && end - start === q2 && starts[m + 2] - end === q2 && starts[m + 3] - end === 2 * q2) {
        subtractFour(w21, start, q2, out);
        m += 4;
        continue;
      }
      for (let e = start; e < end; e++) {
        const factor = w21[e];
        const row = rows[e] * q2;
        for (let f = start; f <= e; f++) out[row + rows[f]] -= factor * w21[f];
      }
    } else {
      for (let e = start; e < end; e++) {
        const row = rows[e] * q2;
        for (let f = start; f <= e; f++) {
          let sum = 0;
          for (let a = 0; a < k; a++) sum += w21[e * k + a] * w21[f * k + a];
          out[row + rows[f]] -= sum;
        }
      }
    }
    m++;
  }
}
function subtractFour(w, start, q2, out) {
  const second = start + q2;
  const third = second + q2;
  const fourth = third + q2;
  for (let i = 0; i < q2; i++) {
    const a = w[start + i];
    const b = w[second + i];
    const c = w[third + i];
    const d2 = w[fourth + i];
    const row = i * q2;
    for (let j = 0; j <= i; j++) out[row + j] -= a * w[start + j] + b * w[second + j] + c * w[third + j] + d2 * w[fourth + j];
  }
}

// src/numeric/linalg/gram.ts
var TILE = 32;
var CHUNK2 = 512;
function gramOfRows({ data, shape: [n, d2] }) {
  const out = new Float64Array(n * n);
  const rows = data instanceof Float64Array ? data : Float64Array.from(data);
  addGram(rows, n, d2, out);
  mirror(out, n);
  return out;
}
function gramOfColumns({ data, shape: [n, d2] }) {
  const out = new Float64Array(d2 * d2);
  const chunk = new Float64Array(d2 * Math.min(n, CHUNK2));
  for (let start = 0; start < n; start += CHUNK2) {
    const length = Math.min(CHUNK2, n - start);
    for (let i = 0; i < length; i++) {
      const from = (start + i) * d2;
      for (let j = 0; j < d2; j++) chunk[j * length + i] = data[from + j];
    }
    addGram(chunk, d2, length, out);
  }
  mirror(out, d2);
  return out;
}
function addGram(x, n, d2, out) {
  for (let iStart = 0; iStart < n; iStart += TILE) {
    const iEnd = Math.min(iStart + TILE, n);
    for (let jStart = iStart; jStart < n; jStart += TILE) addDots(x, d2, iStart, iEnd, jStart, Math.min(jStart + TILE, n), out, iStart * n, n);
  }
}
function addDots(x, d2, iStart, iEnd, jStart, jEnd, out, at, stride) {
  let i = iStart;
  for (; i + 3 <= iEnd; i += 3) {
    const o0 = at + (i - iStart) * stride;
    const o1 = o0 + stride;
    const o2 = o1 + stride;
    let j = jStart;
    for (; j + 2 <= jEnd; j += 2) {
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      let s20 = 0;
      let s21 = 0;
      let a0 = i * d2;
      let a1 = a0 + d2;
      let a2 = a1 + d2;
      let b0 = j * d2;
      let b1 = b0 + d2;
      for (const end = a0 + d2; a0 < end; a0++, a1++, a2++, b0++, b1++) {
        const u = x[b0];
        const v = x[b1];
        const p = x[a0];
        const q = x[a1];
        const r = x[a2];
        s00 += p * u;
        s01 += p * v;
        s10 += q * u;
        s11 += q * v;
        s20 += r * u;
        s21 += r * v;
      }
      out[o0 + j] += s00;
      out[o0 + j + 1] += s01;
      out[o1 + j] += s10;
      out[o1 + j + 1] += s11;
      out[o2 + j] += s20;
      out[o2 + j + 1] += s21;
    }
    for (; j < jEnd; j++) {
      out[o0 + j] += dot2(x, i * d2, j * d2, d2);
      out[o1 + j] += dot2(x, (i + 1) * d2, j * d2, d2);
      out[o2 + j] += dot2(x, (i + 2) * d2, j * d2, d2);
    }
  }
  for (; i < iEnd; i++) {
    const o = at + (i - iStart) * stride;
    for (let j = jStart; j < jEnd; j++) out[o + j] += dot2(x, i * d2, j * d2, d2);
  }
}
function dot2(x, a, b, d2) {
  let total = 0;
  for (const end = a + d2; a < end; a++, b++) total += x[a] * x[b];
  return total;
}
function mirror(a, n) {
  for (let iStart = 0; iStart < n; iStart += TILE) {
    for (let jStart = iStart; jStart < n; jStart += TILE) {
      const iEnd = Math.min(iStart + TILE, n);
      const jEnd = Math.min(jStart + TILE, n);
      for (let i = iStart; i < iEnd; i++) {
        for (let j = Math.max(jStart, i + 1); j < jEnd; j++) a[j * n + i] = a[i * n + j];
      }
    }
  }
}

// src/lmm/gramTensor.ts
function gramTensor(products, cholesky2) {
  const { blocks, p } = products.cross;
  const columns = cholesky2 === null ? 0 : p;
  const half = cholesky2 === null ? new Float64Array(0) : projections(products, cholesky2);
  const traces = blocks.map(({ k }) => new Float64Array(k * k));
  const table = blocks.map((left) => blocks.map((right) => new Float64Array(left.k * left.k * right.k * right.k)));
  addFirst(products, half, columns, table[0][0], traces[0]);
  addMixed(products, half, columns, table);
  for (let i = 1; i < blocks.length; i++) {
    for (let j = 1; j <= i; j++) addDense(products, half, columns, i, j, table[i][j], traces[i]);
  }
  for (let i = 0; i < blocks.length; i++) {
    for (let j = 0; j < i; j++) transposePairs(table[i][j], blocks[i].k ** 2, blocks[j].k ** 2, table[j][i]);
  }
  return { products: table, traces };
}
function projections({ cross: { q, p }, n }, cholesky2) {
  const half = Float64Array.from(n);
  for (let i = 0; i < q; i++) {
    for (let c = 0; c < p; c++) {
      let total = half[i * p + c];
      for (let d2 = 0; d2 < c; d2++) total -= cholesky2[c * p + d2] * half[i * p + d2];
      half[i * p + c] = total / cholesky2[c * p + c];
    }
  }
  return half;
}
function addFirst(products, half, columns, out, trace) {
  const { cross, kappa } = products;
  const { k, levels } = cross.blocks[0];
  const size = cross.q2 + columns;
  const u = stackedProjections(products, half, columns);
  const inner = new Float64Array(k * k);
  for (let m = 0; m < levels; m++) {
    const at = m * k * k;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let total = 0;
        for (let i = 0, x = a * size * levels + m, y = b * size * levels + m; i < size; i++, x += levels, y += levels) total += u[x] * u[y];
        inner[a * k + b] = inner[b * k + a] = total;
      }
    }
    for (let a = 0; a < k * k; a++) trace[a] += kappa[at + a] - inner[a];
    for (let a = 0, to = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        for (let c = 0; c < k; c++) {
          for (let d2 = 0; d2 < k; d2++) {
            const left = kappa[at + a * k + c];
            const right = kappa[at + b * k + d2];
            out[to++] += left * right - left * inner[b * k + d2] - inner[a * k + c] * right;
          }
        }
      }
    }
  }
  const rows = k * size;
  const gram = gramOfRows({ data: u, shape: [rows, levels] });
  for (let a = 0, to = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      for (let c = 0; c < k; c++) {
        for (let d2 = 0; d2 < k; d2++) out[to++] += blockProduct(gram, rows, size, a, b, c, d2);
      }
    }
  }
}
function blockProduct(gram, rows, size, a, b, c, d2) {
  let total = 0;
  for (let i = 0; i < size; i++) {
    let x = (a * size + i) * rows + b * size;
    let y = (c * size + i) * rows + d2 * size;
    for (const end = x + size; x < end; x++, y++) total += gram[x] * gram[y];
  }
  return total;
}
function stackedProjections({ cross, factors, k21, upper }, half, columns) {
  const { blocks, blockOf, a21, q2 } = cross;
  const { k, levels } = blocks[0];
  const size = q2 + columns;
  const u = new Float64Array(k * size * levels);
  const v = new Float64Array(k * q2);
  for (let m = 0; m < levels; m++) {
    v.fill(0);
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; ) {
      const t = blockOf[a21.rows[e]];
      const width = blocks[t].k;
      for (let b = 0; b < width; b++) {
        const row = a21.rows[e] + b;
        for (let a = 0; a < k; a++) {
          let factor = 0;
          for (let c = b; c < width; c++) factor += factors[t][c * width + b] * k21[(e + c) * k + a];
          for (let i = row, from = row * q2 + row, to = a * q2 + row; i < q2; i++) v[to++] += factor * upper[from++];
        }
      }
      e += width;
    }
    for (let a = 0; a < k; a++) {
      for (let i = 0, to = a * size * levels + m; i < q2; i++, to += levels) u[to] = v[a * q2 + i];
      for (let c = 0; c < columns; c++) u[(a * size + q2 + c) * levels + m] = half[(m * k + a) * columns + c];
    }
  }
  return u;
}
function addMixed({ cross, k21, e }, half, columns, table) {
  const { blocks, q1, q2, a21 } = cross;
  if (q2 === 0) return;
  const { k, levels } = blocks[0];
  const s = new Float64Array(k * q2);
  for (let m = 0; m < levels; m++) {
    s.fill(0);
    for (let at = a21.starts[m]; at < a21.starts[m + 1]; at++) {
      for (let a = 0; a < k; a++) {
        const factor = k21[at * k + a];
        for (let i = 0, from = a21.rows[at] * q2, to = a * q2; i < q2; i++) s[to++] += factor * e[from++];
      }
    }
    for (let i = 0; i < q2; i++) {
      for (let a = 0; a < k; a++) {
        let total = 0;
        for (let c = 0; c < columns; c++) total += half[(q1 + i) * columns + c] * half[(m * k + a) * columns + c];
        s[a * q2 + i] -= total;
      }
    }
    for (let t = 1; t < blocks.length; t++) {
      const width = blocks[t].k;
      const out = table[t][0];
      for (let i = blocks[t].offset - q1, end = i + blocks[t].levels * width; i < end; i += width) {
        for (let a = 0, to = 0; a < width; a++) {
          for (let b = 0; b < width; b++) {
            for (let c = 0; c < k; c++) {
              for (let d2 = 0; d2 < k; d2++) out[to++] += s[c * q2 + i + a] * s[d2 * q2 + i + b];
            }
          }
        }
      }
    }
  }
}
function addDense({ cross, k22 }, half, columns, i, j, out, trace) {
  const { blocks, q1, q2 } = cross;
  const left = blocks[i];
  const right = blocks[j];
  const k = left.k;
  const l = right.k;
  const s = new Float64Array(k * l);
  for (let m = 0; m < left.levels; m++) {
    const row = left.offset - q1 + m * k;
    for (let r = 0; r < right.levels; r++) {
      const column = right.offset - q1 + r * l;
      for (let a = 0; a < k; a++) {
        for (let c = 0; c < l; c++) {
          let total = k22[(row + a) * q2 + column + c];
          for (let d2 = 0; d2 < columns; d2++) total -= half[(q1 + row + a) * columns + d2] * half[(q1 + column + c) * columns + d2];
          s[a * l + c] = total;
        }
      }
      if (i === j && m === r) for (let a = 0; a < k * k; a++) trace[a] += s[a];
      for (let a = 0, to = 0; a < k; a++) {
        for (let b = 0; b < k; b++) {
          for (let c = 0; c < l; c++) {
            for (let d2 = 0; d2 < l; d2++) out[to++] += s[a * l + c] * s[b * l + d2];
          }
        }
      }
    }
  }
}
function transposePairs(from, rows, columns, to) {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) to[j * rows + i] = from[i * columns + j];
}

// src/lmm/smallLowerInverse.ts
function smallLowerInverse(l, at, k, out) {
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < j; i++) out[i * k + j] = 0;
    out[j * k + j] = 1 / l[at + j * k + j];
    for (let i = j + 1; i < k; i++) {
      let total = 0;
      for (let c = j; c < i; c++) total += l[at + i * k + c] * out[c * k + j];
      out[i * k + j] = -total / l[at + i * k + i];
    }
  }
}

// src/lmm/denseMarginal.ts
function denseMarginal(cross, factors, upper, k21) {
  return wellConditioned(cross, factors) ? whitenedDense(cross, factors, upper) : schurDense(cross, factors, upper, k21);
}
function wellConditioned({ blocks, q1, q2, a22 }, factors) {
  let divide = 0;
  let subtract = 1e3;
  for (let t = 1; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    let size = 0;
    for (let i = offset - q1; i < offset - q1 + levels * k; i++) size = Math.max(size, a22[i * q2 + i]);
    const inverse = new Float64Array(k * k);
    smallLowerInverse(factors[t], 0, k, inverse);
    let squares = 0;
    let inverseSquares = 0;
    for (let i = 0; i < k * k; i++) {
      squares += factors[t][i] * factors[t][i];
      inverseSquares += inverse[i] * inverse[i];
    }
    divide = Math.max(divide, Number.isFinite(inverseSquares) ? inverseSquares / size : Infinity);
    subtract = Math.max(subtract, squares * size);
  }
  return divide <= subtract;
}
function whitenedDense({ blocks, q1, q2 }, factors, upper) {
  const inverse = gramOfRows({ data: upper, shape: [q2, q2] });
  const e = Float64Array.from(inverse);
  const k22 = inverse.map((value) => -value);
  for (let i = 0; i < q2; i++) k22[i * q2 + i] += 1;
  for (let t = 1; t < blocks.length; t++) {
    const { k, levels, offset } = blocks[t];
    const factor = factors[t];
    const inverseFactor = new Float64Array(k * k);
    smallLowerInverse(factor, 0, k, inverseFactor);
    const row = new Float64Array(k);
    for (let m = 0; m < levels; m++) {
      const start = offset - q1 + m * k;
      for (let j = 0; j < q2; j++) {
        for (let a = 0; a < k; a++) {
          row[a] = 0;
          for (let b = 0; b <= a; b++) row[a] += factor[a * k + b] * e[(start + b) * q2 + j];
        }
        for (let a = 0; a < k; a++) e[(start + a) * q2 + j] = row[a];
        for (let a = 0; a < k; a++) {
          row[a] = 0;
          for (let b = a; b < k; b++) row[a] += inverseFactor[b * k + a] * k22[(start + b) * q2 + j];
        }
        for (let a = 0; a < k; a++) k22[(start + a) * q2 + j] = row[a];
      }
    }
    for (let i = 0; i < q2; i++) {
      for (let m = 0; m < levels; m++) {
        const start = i * q2 + offset - q1 + m * k;
        for (let a = 0; a < k; a++) {
          row[a] = 0;
          for (let b = a; b < k; b++) row[a] += e[start + b] * inverseFactor[b * k + a];
        }
        for (let a = 0; a < k; a++) e[start + a] = row[a];
        for (let a = 0; a < k; a++) {
          row[a] = 0;
          for (let b = a; b < k; b++) row[a] += k22[start + b] * inverseFactor[b * k + a];
        }
        for (let a = 0; a < k; a++) k22[start + a] = row[a];
      }
    }
  }
  return { e, k22 };
}
function schurDense(cross, factors, upper, k21) {
  const { q1, q2 } = cross;
  const k22 = denseAfterFirst(cross, factors[0], k21);
  const padded = new Float64Array((q1 + q2) * q2);
  padded.set(upper, q1 * q2);
  applyLambda(cross, factors, padded, q2);
  const half = padded.subarray(q1 * q2);
  const y = new Float64Array(q2 * q2);
  for (let i = 0; i < q2; i++) {
    for (let r = 0; r < q2; r++) {
      const factor = half[r * q2 + i];
      if (factor === 0) continue;
      for (let j = 0; j < q2; j++) y[i * q2 + j] += factor * k22[r * q2 + j];
    }
  }
  const square = gramOfColumns({ data: y, shape: [q2, q2] });
  for (let i = 0; i < q2 * q2; i++) k22[i] -= square[i];
  const e = new Float64Array(q2 * q2);
  for (let j = 0; j < q2; j++) {
    e[j * q2 + j] = 1;
    for (let r = 0; r < q2; r++) {
      const factor = half[j * q2 + r];
      if (factor === 0) continue;
      for (let i = 0; i < q2; i++) e[j * q2 + i] -= factor * y[r * q2 + i];
    }
  }
  return { e, k22 };
}
function denseAfterFirst({ blocks, q2, a21, a22 }, factor, k21) {
  const { k, levels } = blocks[0];
  const g = covarianceOf(factor, k);
  const out = Float64Array.from(a22);
  const row = new Float64Array(k);
  for (let m = 0; m < levels; m++) {
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      for (let a = 0; a < k; a++) {
        row[a] = 0;
        for (let b = 0; b < k; b++) row[a] += g[a * k + b] * a21.values[e * k + b];
      }
      const to = a21.rows[e] * q2;
      for (let f = a21.starts[m]; f < a21.starts[m + 1]; f++) {
        let total = 0;
        for (let a = 0; a < k; a++) total += row[a] * k21[f * k + a];
        out[to + a21.rows[f]] -= total;
      }
    }
  }
  return out;
}

// src/lmm/marginalProducts.ts
function marginalProducts(cross, factorisation) {
  const { q2 } = cross;
  const { factors, l22 } = factorisation;
  const first = eliminateFirst(cross, factors[0]);
  const upper = invertTriangle(l22, q2);
  const dense = denseMarginal(cross, factors, upper, first.k21);
  const n = projectX(cross, factors, first, dense.e);
  return { cross, factors, kappa: first.kappa, k21: first.k21, upper, ...dense, n };
}
function eliminateFirst({ blocks, p, a11, a21, zx }, factor) {
  const { k, levels } = blocks[0];
  const kappa = new Float64Array(levels * k * k);
  const k21 = new Float64Array(a21.values.length);
  const n1 = new Float64Array(levels * k * p);
  const g = covarianceOf(factor, k);
  const j = new Float64Array(k * k);
  for (let m = 0; m < levels; m++) {
    const at = m * k * k;
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) {
        let total = a === b ? 1 : 0;
        for (let c = 0; c < k; c++) total += g[a * k + c] * a11[at + c * k + b];
        j[a * k + b] = total;
      }
    }
    invertSmall(j, k);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) {
        let total = 0;
        for (let c = 0; c < k; c++) total += a11[at + a * k + c] * j[c * k + b];
        kappa[at + a * k + b] = kappa[at + b * k + a] = total;
      }
      for (let c = 0; c < p; c++) {
        let total = 0;
        for (let b = 0; b < k; b++) total += j[b * k + a] * zx[(m * k + b) * p + c];
        n1[(m * k + a) * p + c] = total;
      }
    }
    for (let e = a21.starts[m]; e < a21.starts[m + 1]; e++) {
      for (let a = 0; a < k; a++) {
        let total = 0;
        for (let b = 0; b < k; b++) total += a21.values[e * k + b] * j[b * k + a];
        k21[e * k + a] = total;
      }
    }
  }
  return { kappa, k21, n1 };
}
function projectX(cross, factors, { k21, n1 }, e) {
  const { p, q, q1, q2, blocks, a21, zx } = cross;
  const { k, levels } = blocks[0];
  const out = new Float64Array(q * p);
  out.set(n1);
  const weighted = Float64Array.from(out);
  applyLambdaTransposed(cross, factors, weighted, p);
  applyLambda(cross, factors, weighted, p);
  const reduced = zx.slice(q1 * p);
  for (let m = 0; m < levels; m++) {
    for (let at = a21.starts[m]; at < a21.starts[m + 1]; at++) {
      for (let a = 0; a < k; a++) {
        for (let c = 0; c < p; c++) reduced[a21.rows[at] * p + c] -= a21.values[at * k + a] * weighted[(m * k + a) * p + c];
      }
    }
  }
  for (let r = 0; r < q2; r++) {
    for (let i = 0; i < q2; i++) {
      const factor = e[r * q2 + i];
      for (let c = 0; c < p; c++) out[(q1 + i) * p + c] += factor * reduced[r * p + c];
    }
  }
  weighted.set(out);
  applyLambdaTransposed(cross, factors, weighted, p);
  applyLambda(cross, factors, weighted, p);
  for (let m = 0; m < levels; m++) {
    for (let at = a21.starts[m]; at < a21.starts[m + 1]; at++) {
      const row = (q1 + a21.rows[at]) * p;
      for (let a = 0; a < k; a++) {
        for (let c = 0; c < p; c++) out[(m * k + a) * p + c] -= k21[at * k + a] * weighted[row + c];
      }
    }
  }
  return out;
}
function invertSmall(a, k) {
  if (k === 1) {
    a[0] = 1 / a[0];
    return;
  }
  const inverse = new Float64Array(k * k);
  for (let i = 0; i < k; i++) inverse[i * k + i] = 1;
  for (let c = 0; c < k; c++) {
    let pivot = c;
    for (let r = c + 1; r < k; r++) if (Math.abs(a[r * k + c]) > Math.abs(a[pivot * k + c])) pivot = r;
    for (let j = 0; j < k; j++) {
      [a[c * k + j], a[pivot * k + j]] = [a[pivot * k + j], a[c * k + j]];
      [inverse[c * k + j], inverse[pivot * k + j]] = [inverse[pivot * k + j], inverse[c * k + j]];
    }
    const value = a[c * k + c];
    for (let j = 0; j < k; j++) {
      a[c * k + j] /= value;
      inverse[c * k + j] /= value;
    }
    for (let r = 0; r < k; r++) {
      if (r === c) continue;
      const factor = a[r * k + c];
      for (let j = 0; j < k; j++) {
        a[r * k + j] -= factor * a[c * k + j];
        inverse[r * k + j] -= factor * inverse[c * k + j];
      }
    }
  }
  a.set(inverse);
}

// src/lmm/scalarTraces.ts
function scalarTraces(cross, { l11, w21 }, { inverse, wc }, method) {
  const { p, q1, q2, blocks, blockOf, a21 } = cross;
  const fixed = method === "REML" ? p : 0;
  const count = blocks.length;
  const size = wholeTiles(q2 + fixed);
  const denseRows = wholeTiles(q2);
  const firstRows = wholeTiles(q1);
  const out = new Float64Array(count * count);
  const u = new Float64Array(firstRows * size);
  const rows = new Float64Array(size * firstRows);
  const v = new Float64Array(q2);
  for (let m = 0; m < q1; m++) {
    const start = a21.starts[m];
    const end = a21.starts[m + 1];
    const from = start === end ? q2 : a21.rows[start];
    addRows(inverse, q2, a21.rows, w21, 1, 0, start, end, from, v);
    const pivot = l11[m];
    const diagonal = 1 - 1 / (pivot * pivot);
    const at = m * size;
    let squares = 0;
    for (let i = from; i < q2; i++) {
      const value = v[i] / pivot;
      u[at + i] = value;
      rows[i * firstRows + m] = value;
      squares += value * value;
    }
    for (let c = 0; c < fixed; c++) {
      const value = wc[m * p + c];
      u[at + q2 + c] = value;
      rows[(q2 + c) * firstRows + m] = value;
      squares += value * value;
    }
    out[0] += diagonal * (diagonal - 2 * squares);
  }
  const outer = new Float64Array(size * size);
  subtractRowProducts(rows, size, rows, size, firstRows, outer, true);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) out[0] += 2 * outer[i * size + j] * outer[i * size + j];
    out[0] += outer[i * size + i] * outer[i * size + i];
  }
  const a = new Float64Array(denseRows * size);
  for (let i = 0; i < q2; i++) {
    for (let j = i; j < q2; j++) a[i * size + j] = inverse[i * q2 + j];
    for (let c = 0; c < fixed; c++) a[i * size + q2 + c] = -wc[(q1 + i) * p + c];
  }
  const mixed = new Float64Array(denseRows * firstRows);
  subtractRowProducts(a, denseRows, u, firstRows, size, mixed, false);
  const dense = new Float64Array(denseRows * denseRows);
  subtractRowProducts(a, denseRows, a, denseRows, size, dense, true);
  for (let i = 0; i < q2; i++) {
    const row = blockOf[i] * count;
    let sum = 0;
    for (let m = i * firstRows; m < (i + 1) * firstRows; m++) sum += mixed[m] * mixed[m];
    out[row] += sum;
    dense[i * denseRows + i] += 1;
    for (let j = 0; j <= i; j++) {
      const square = dense[i * denseRows + j] * dense[i * denseRows + j];
      out[row + blockOf[j]] += square;
      if (i !== j) out[blockOf[j] * count + blockOf[i]] += square;
    }
  }
  for (let t = 1; t < count; t++) out[t] = out[t * count];
  return out;
}
function wholeTiles(n) {
  return 4 * Math.ceil(n / 4);
}
function subtractRowProducts(a, aRows, b, bRows, length, c, lower) {
  for (let i = 0; i < aRows; i += 4) {
    const end = lower ? Math.min(i + 4, bRows) : bRows;
    for (let j = 0; j < end; j += 4) {
      subtractDots(a, i * length, length, b, j * length, length, c, i * bRows + j, bRows, 4, 4, length);
    }
  }
}

// src/lmm/traceInformation.ts
function traceInformation(cross, factorisation, parts, method, directions) {
  const count = directions.length;
  const out = new Float64Array(count * count);
  if (cross.blocks.every(({ k }) => k === 1)) {
    const traces = scalarTraces(cross, factorisation, parts, method);
    for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) out[i * count + j] = 4 * traces[directions[i].block * cross.blocks.length + directions[j].block];
    return out;
  }
  const { products } = gramTensor(marginalProducts(cross, factorisation), method === "REML" ? factorisation.rc : null);
  const moves = directions.map((direction) => covarianceMove(factorisation.factors[direction.block], cross.blocks[direction.block].k, direction));
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const left = moves[i];
      const right = moves[j];
      const table = products[directions[i].block][directions[j].block];
      let sum = 0;
      for (let a = 0; a < left.length; a++) for (let b = 0; b < right.length; b++) sum += left[a] * right[b] * table[a * right.length + b];
      out[i * count + j] = sum;
      out[j * count + i] = sum;
    }
  }
  return out;
}
function covarianceMove(T, k, { row, column, whitened }) {
  const out = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    const move = whitened ? T[a * k + row] : Number(a === row);
    for (let b = 0; b < k; b++) {
      out[a * k + b] += move * T[b * k + column];
      out[b * k + a] += move * T[b * k + column];
    }
  }
  return out;
}

// src/lmm/newtonStep.ts
function newtonStep(hessian, gradient, flat) {
  const n = gradient.length;
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const size = Math.abs(hessian[i * n + i]);
    if (size > flat || Math.abs(gradient[i]) > flat) scale[i] = size > 0 && size < Infinity ? 1 / Math.sqrt(size) : 1;
  }
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) scaled[i * n + j] = hessian[i * n + j] * scale[i] * scale[j];
    if (scale[i] === 0) scaled[i * n + i] = 1;
  }
  const { values, vectors } = symmetricEigen(scaled, n);
  const largest2 = Math.max(Math.abs(values[0]), Math.abs(values[n - 1]));
  const step = new Float64Array(n);
  for (let e = 0; e < n; e++) {
    let along = 0;
    for (let i = 0; i < n; i++) along += vectors[e * n + i] * gradient[i] * scale[i];
    const curvature = Math.max(Math.abs(values[e]), 1e-12 * largest2, Number.MIN_VALUE);
    for (let i = 0; i < n; i++) step[i] -= vectors[e * n + i] * along * scale[i] / curvature;
  }
  return { step, positive: values[0] > 0 };
}

// src/lmm/solve.ts
function solve(cross, factorisation, { ze, ee }) {
  const { q, p, zx } = cross;
  const { factors, rzx, rc, logDetM, logDetC } = factorisation;
  if (logDetM === Infinity || logDetC === Infinity) {
    return { beta: new Float64Array(p).fill(NaN), u: new Float64Array(q).fill(NaN), b: new Float64Array(q).fill(NaN), g: new Float64Array(q).fill(NaN), r2: NaN };
  }
  const u = Float64Array.from(ze);
  applyLambdaTransposed(cross, factors, u, 1);
  forwardSolve(cross, factorisation, u, 1);
  const beta = new Float64Array(p);
  let r2 = ee;
  for (let i = 0; i < q; i++) {
    const value = u[i];
    r2 -= value * value;
    for (let a = 0; a < p; a++) beta[a] -= rzx[i * p + a] * value;
  }
  for (let a = 0; a < p; a++) {
    for (let b2 = 0; b2 < a; b2++) beta[a] -= rc[a * p + b2] * beta[b2];
    beta[a] /= rc[a * p + a];
    r2 -= beta[a] * beta[a];
  }
  for (let a = p - 1; a >= 0; a--) {
    beta[a] /= rc[a * p + a];
    for (let b2 = 0; b2 < a; b2++) beta[b2] -= rc[a * p + b2] * beta[a];
  }
  for (let i = 0; i < q; i++) for (let a = 0; a < p; a++) u[i] -= rzx[i * p + a] * beta[a];
  backSolve(cross, factorisation, u, 1);
  const b = Float64Array.from(u);
  applyLambda(cross, factors, b, 1);
  const g = multiplyCross(cross, b, 1);
  for (let i = 0; i < q; i++) {
    let value = ze[i] - g[i];
    for (let a = 0; a < p; a++) value -= zx[i * p + a] * beta[a];
    g[i] = value;
  }
  return { beta, u, b, g, r2 };
}

// src/lmm/descend.ts
var ITERATIONS = 200;
var EXACT_FROM = 1;
var FLAT = 1e-15;
var STEP_TOLERANCE = 2e-11;
function evaluate(search, factors) {
  const { cross, response, method, spare } = search;
  search.spare = void 0;
  search.evaluations++;
  const factorisation = factorise(cross, factors, spare);
  const solution = solve(cross, factorisation, response);
  return { factors, factorisation, solution, objective: criterion(cross, factorisation, solution, method) };
}
function partsAt(search, { factorisation }) {
  if (search.parts === void 0 || search.partsOf !== factorisation) search.parts = inverseParts(search.cross, factorisation, search.parts);
  search.partsOf = factorisation;
  return search.parts;
}
function descend(search, start, ranks, floors) {
  const { cross, method } = search;
  const directions = freeDirections(cross, ranks);
  const count = directions.length;
  let point = start;
  if (count === 0) return { point, drop: -1 };
  const correction = new Float64Array(count * count);
  let previous = null;
  let last = Infinity;
  let stalls = 0;
  const exact = exactPays(cross);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { gradient, information, quadratic } = covarianceDerivatives(cross, point.factorisation, partsAt(search, point), point.solution, method, directions);
    if (exact && last <= EXACT_FROM) {
      const traces = traceInformation(cross, point.factorisation, partsAt(search, point), method, directions);
      for (let i = 0; i < traces.length; i++) information[i] += quadratic[i] - traces[i];
      correction.fill(0);
    } else if (previous !== null) addSecant(correction, information, previous.gradient, gradient, previous.step);
    let { step, positive } = newtonStep(information.map((value, i) => value + correction[i]), gradient, FLAT * cross.n);
    if (!positive) {
      correction.fill(0);
      ({ step, positive } = newtonStep(information, gradient, FLAT * cross.n));
    }
    const drop = blockAtEdge(search, point, ranks, floors, directions, gradient, step);
    if (drop >= 0) return { point, drop };
    const size = relativeSize(step, point.factors, cross, directions);
    if (size < 1e-6 && size >= 0.5 * last) stalls++;
    if (size < STEP_TOLERANCE || stalls === 3) break;
    last = size;
    const next = lineSearch(search, point, directions, gradient, clamp(step, gradient, point.factors, cross, directions));
    if (next === null) break;
    previous = { gradient, step: next.step };
    search.spare = point.factorisation;
    point = next.point;
  }
  return { point, drop: -1 };
}
function exactPays({ blocks, p, q1, q2, a21 }) {
  const k = blocks[0].k;
  const evaluation = a21.rows.length * k * (q2 + k * p) / 2 + q2 * q2 * (q2 / 3 + p) + q1 * k * p;
  const exact = q1 * (q2 + p) ** 2 + q2 ** 3;
  return exact < 3 * evaluation || exact < 3e5;
}
function lineSearch(search, point, directions, gradient, full) {
  const { cross } = search;
  let slope = 0;
  for (let i = 0; i < full.length; i++) slope += gradient[i] * full[i];
  if (!(slope < 0)) return null;
  const noise = slope > -1e-7 ? 1e-8 : 8 * Number.EPSILON * (Math.abs(point.objective) + cross.n);
  for (let share = 1; share > 1e-9; ) {
    const step = full.map((value) => value * share);
    const trial = evaluate(search, moveFactors(point.factors, cross, directions, step));
    if (trial.objective <= point.objective + 1e-4 * share * slope + noise) return { point: trial, step };
    search.spare = trial.factorisation;
    const fall = -slope * share / (2 * (trial.objective - point.objective - slope * share));
    share *= Number.isFinite(trial.objective) ? Math.min(0.5, Math.max(0.1, fall)) : 0.25;
  }
  return null;
}
function moveFactors(factors, { blocks }, directions, step) {
  const moves = blocks.map(({ k }) => new Float64Array(k * k));
  const whitened = new Uint8Array(blocks.length);
  directions.forEach((direction, i) => {
    moves[direction.block][direction.row * blocks[direction.block].k + direction.column] = step[i];
    whitened[direction.block] = direction.whitened ? 1 : 0;
  });
  return factors.map((T, t) => {
    const { k } = blocks[t];
    const move = moves[t];
    if (whitened[t] === 0) return T.map((value, i) => value + move[i]);
    for (let a = 0; a < k; a++) move[a * k + a] = exp(move[a * k + a]);
    const out = new Float64Array(k * k);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b <= a; b++) for (let c = b; c <= a; c++) out[a * k + b] += T[a * k + c] * move[c * k + b];
    }
    return out;
  });
}
function addSecant(correction, information, before, after, step) {
  const n = step.length;
  const rest = new Float64Array(n);
  let product = 0;
  let restSquares = 0;
  let stepSquares = 0;
  for (let i = 0; i < n; i++) {
    rest[i] = after[i] - before[i];
    for (let j = 0; j < n; j++) rest[i] -= (information[i * n + j] + correction[i * n + j]) * step[j];
    product += rest[i] * step[i];
    restSquares += rest[i] * rest[i];
    stepSquares += step[i] * step[i];
  }
  if (!(Math.abs(product) > 1e-8 * Math.sqrt(restSquares * stepSquares))) return;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) correction[i * n + j] += rest[i] * rest[j] / product;
}
function blockAtEdge({ cross }, { factors }, ranks, floors, directions, gradient, step) {
  for (let t = 0; t < cross.blocks.length; t++) {
    const { k, levels } = cross.blocks[t];
    if (ranks[t] < k) continue;
    if (k > 1) {
      const lowest = lowestEigenvalue(factors[t], k);
      if (lowest < floors[t] && lowest * cross.n < levels) {
        const ahead = lowestEigenvalue(moveFactors(factors, cross, directions, clamp(step, gradient, factors, cross, directions))[t], k);
        if (ahead < 0.7 * lowest) return t;
      }
      continue;
    }
    const variance = factors[t][0] * factors[t][0];
    const i = directions.findIndex(({ block }) => block === t);
    if (variance < floors[t] && variance * cross.n < levels && gradient[i] > 0 && step[i] < -0.2) return t;
  }
  return -1;
}
function lowestEigenvalue(factor, k) {
  return symmetricEigen(covarianceOf(factor, k), k).values[0];
}
function relativeSize(step, factors, { blocks }, directions) {
  let size = 0;
  for (let i = 0; i < step.length; i++) size = Math.max(size, Math.abs(step[i]) / unitOf(factors, blocks[directions[i].block].k, directions[i]));
  return size;
}
function clamp(step, gradient, factors, { blocks }, directions) {
  const out = new Float64Array(step.length);
  let slope = 0;
  let full = 0;
  let share = 1;
  for (let i = 0; i < step.length; i++) {
    const unit = unitOf(factors, blocks[directions[i].block].k, directions[i]);
    out[i] = Math.min(unit, Math.max(-unit, step[i]));
    slope += out[i] * gradient[i];
    full += step[i] * gradient[i];
    share = Math.min(share, unit / Math.abs(step[i]));
  }
  return slope < 0.1 * share * full ? out : step.map((value) => value * share);
}
function unitOf(factors, k, { block, row, column, whitened }) {
  if (whitened && row === column) return 1;
  const T = factors[block];
  let size = 0;
  for (let i = 0; i < k * k; i++) size = Math.max(size, Math.abs(T[i]));
  return whitened ? Math.max(1, size / Math.abs(T[row * k + row])) : Math.max(size, 0.01);
}

// src/lmm/startingFactors.ts
function startingFactors({ n, q1, q2, blocks, a11, a22 }, { ze, ee }) {
  return blocks.map(({ k, levels, offset }, t) => {
    const factor = new Float64Array(k * k);
    for (let a = 0; a < k; a++) {
      let between = 0;
      for (let m = 0; m < levels; m++) {
        const i = offset - q1 + m * k + a;
        const square = t === 0 ? a11[(m * k + a) * k + a] : a22[i * q2 + i];
        const product = ze[offset + m * k + a];
        if (square > 0) between += product * product / square;
      }
      const residual = (ee - between) / Math.max(n - levels, 1);
      const variance = residual > 0 ? (between / residual - levels) / n : 1;
      factor[a * k + a] = Math.sqrt(Math.min(Math.max(variance, levels / n), 1e3));
    }
    return factor;
  });
}

// src/lmm/optimise.ts
var ROUNDS = 60;
function optimise(cross, response, method, start = startingFactors(cross, response)) {
  const { blocks } = cross;
  const search = { cross, response, method, evaluations: 0, spare: void 0, parts: void 0, partsOf: void 0 };
  const ranks = Int32Array.from(blocks, ({ k }, t) => rankOf(start[t], k));
  const floors = new Float64Array(blocks.length).fill(Infinity);
  let point = evaluate(search, start);
  for (let round = 0; round < ROUNDS; round++) {
    const { point: reached, drop } = descend(search, point, ranks, floors);
    point = reached;
    if (drop >= 0) point = lowerRank(search, point, ranks, floors, drop);
    else {
      const raised = raiseRank(search, point, ranks, floors) ?? settleRank(search, point, ranks);
      if (raised === null) break;
      point = raised;
    }
  }
  const certificate = certify(cross, point.factorisation, point.solution, method, partsAt(search, point));
  return {
    factors: point.factors,
    factorisation: point.factorisation,
    solution: point.solution,
    objective: point.objective,
    evaluations: search.evaluations,
    converged: certificate.holds,
    singular: certificate.terms.some(({ rank, effects: effects2 }) => rank < effects2),
    certificate,
    message: certificate.holds ? "" : whyNot(point, response)
  };
}
function whyNot({ solution }, { ee }) {
  return solution.r2 < 1e-9 * ee ? "the residual variance heads to 0: the random effects can explain the response exactly, and the criterion has no minimum" : "the search ended where the conditions for a minimum do not hold; see the certificate";
}
function lowerRank(search, point, ranks, floors, t) {
  const { cross, method } = search;
  const { k } = cross.blocks[t];
  const lowest = symmetricEigen(covarianceOf(point.factors[t], k), k).values[0];
  const trial = evaluate(search, replaceFactor(point.factors, t, truncateFactor(point.factors[t], k, ranks[t] - 1)));
  floors[t] = lowest / 100;
  if (trial.objective < point.objective + 1) {
    if (k > 1 || coneGradient(cross, trial.factorisation, partsAt(search, trial), trial.solution, method, t).gamma[0] >= 0) {
      ranks[t]--;
      search.spare = point.factorisation;
      return trial;
    }
  }
  search.spare = trial.factorisation;
  return point;
}
function raiseRank(search, point, ranks, floors) {
  const { cross, method } = search;
  const { factorisation, solution, factors } = point;
  for (let t = 0; t < cross.blocks.length; t++) {
    const { k } = cross.blocks[t];
    const rank = ranks[t];
    if (rank === k) continue;
    const { gamma, trace } = coneGradient(cross, factorisation, partsAt(search, point), solution, method, t);
    const { value, vector } = lowestOnNull(gamma, factors[t], k, rank);
    if (!(value < -1e-10 * trace)) continue;
    const information = informationAlong(cross, factorisation, solution, method, t, vector);
    let size = information > 0 ? -value / information : 0.01;
    for (let attempt = 0; attempt < 12; attempt++, size /= 8) {
      const wide = Float64Array.from(factors[t]);
      for (let a = 0; a < k; a++) wide[a * k + rank] = Math.sqrt(size) * vector[a];
      const trial = evaluate(search, replaceFactor(factors, t, lowerTrapezoid(wide, k, rank + 1)));
      if (trial.objective < point.objective) {
        ranks[t]++;
        floors[t] = Math.min(floors[t], size / 100);
        search.spare = factorisation;
        return trial;
      }
      search.spare = trial.factorisation;
    }
  }
  return null;
}
function settleRank(search, point, ranks) {
  const { blocks } = search.cross;
  for (let t = 0; t < blocks.length; t++) {
    const { k } = blocks[t];
    const rank = ranks[t];
    if (rank === k || rank === 0) continue;
    const { values } = symmetricEigen(covarianceOf(point.factors[t], k), k);
    if (!(values[k - rank] < 1e-9)) continue;
    const trial = evaluate(search, replaceFactor(point.factors, t, truncateFactor(point.factors[t], k, rank - 1)));
    if (trial.objective <= point.objective + 1e-9) {
      ranks[t]--;
      search.spare = point.factorisation;
      return trial;
    }
    search.spare = trial.factorisation;
  }
  return null;
}
function lowestOnNull(gamma, factor, k, rank) {
  const { vectors } = symmetricEigen(covarianceOf(factor, k), k);
  const size = k - rank;
  const inner = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) inner[i * size + j] += vectors[i * k + a] * gamma[a * k + b] * vectors[j * k + b];
    }
  }
  const lowest = symmetricEigen(inner, size);
  const vector = new Float64Array(k);
  for (let i = 0; i < size; i++) for (let a = 0; a < k; a++) vector[a] += lowest.vectors[i] * vectors[i * k + a];
  return { value: lowest.values[0], vector };
}
function replaceFactor(factors, t, factor) {
  return factors.map((old, s) => s === t ? factor : old);
}

// ../../tmp/B/prof.ts
var d = designOf(loadReference("seeds_a").model);
for (let i = 0; i < 8e3; i++) {
  const c = crossProducts(d), r = responseProducts(c, d, d.y);
  optimise(c, r, "REML");
}
/*! Bundled license information:

@stdlib/assert-has-symbol-support/lib/main.js:
@stdlib/assert-has-symbol-support/lib/index.js:
@stdlib/assert-has-tostringtag-support/lib/main.js:
@stdlib/assert-has-tostringtag-support/lib/index.js:
@stdlib/utils-native-class/lib/tostring.js:
@stdlib/utils-native-class/lib/main.js:
@stdlib/assert-has-own-property/lib/main.js:
@stdlib/assert-has-own-property/lib/index.js:
@stdlib/symbol-ctor/lib/main.js:
@stdlib/symbol-ctor/lib/index.js:
@stdlib/utils-native-class/lib/tostringtag.js:
@stdlib/utils-native-class/lib/polyfill.js:
@stdlib/utils-native-class/lib/index.js:
@stdlib/assert-is-uint32array/lib/main.js:
@stdlib/assert-is-uint32array/lib/index.js:
@stdlib/constants-uint32-max/lib/index.js:
@stdlib/assert-has-uint32array-support/lib/uint32array.js:
@stdlib/assert-has-uint32array-support/lib/main.js:
@stdlib/assert-has-uint32array-support/lib/index.js:
@stdlib/array-uint32/lib/main.js:
@stdlib/array-uint32/lib/polyfill.js:
@stdlib/array-uint32/lib/index.js:
@stdlib/assert-is-float64array/lib/main.js:
@stdlib/assert-is-float64array/lib/index.js:
@stdlib/assert-has-float64array-support/lib/float64array.js:
@stdlib/assert-has-float64array-support/lib/main.js:
@stdlib/assert-has-float64array-support/lib/index.js:
@stdlib/array-float64/lib/main.js:
@stdlib/array-float64/lib/polyfill.js:
@stdlib/array-float64/lib/index.js:
@stdlib/assert-is-uint8array/lib/main.js:
@stdlib/assert-is-uint8array/lib/index.js:
@stdlib/constants-uint8-max/lib/index.js:
@stdlib/assert-has-uint8array-support/lib/uint8array.js:
@stdlib/assert-has-uint8array-support/lib/main.js:
@stdlib/assert-has-uint8array-support/lib/index.js:
@stdlib/array-uint8/lib/main.js:
@stdlib/array-uint8/lib/polyfill.js:
@stdlib/array-uint8/lib/index.js:
@stdlib/assert-is-uint16array/lib/main.js:
@stdlib/assert-is-uint16array/lib/index.js:
@stdlib/constants-uint16-max/lib/index.js:
@stdlib/assert-has-uint16array-support/lib/uint16array.js:
@stdlib/assert-has-uint16array-support/lib/main.js:
@stdlib/assert-has-uint16array-support/lib/index.js:
@stdlib/array-uint16/lib/main.js:
@stdlib/array-uint16/lib/polyfill.js:
@stdlib/array-uint16/lib/index.js:
@stdlib/assert-is-little-endian/lib/ctors.js:
@stdlib/assert-is-little-endian/lib/main.js:
@stdlib/assert-is-little-endian/lib/index.js:
@stdlib/number-float64-base-get-high-word/lib/high.js:
@stdlib/number-float64-base-get-high-word/lib/main.js:
@stdlib/number-float64-base-get-high-word/lib/index.js:
@stdlib/number-float64-base-set-high-word/lib/high.js:
@stdlib/number-float64-base-set-high-word/lib/main.js:
@stdlib/number-float64-base-set-high-word/lib/index.js:
@stdlib/math-base-assert-is-nan/lib/main.js:
@stdlib/math-base-assert-is-nan/lib/index.js:
@stdlib/constants-float64-exponent-bias/lib/index.js:
@stdlib/number-ctor/lib/main.js:
@stdlib/number-ctor/lib/index.js:
@stdlib/constants-float64-ninf/lib/index.js:
@stdlib/math-base-special-ln/lib/index.js:
@stdlib/math-base-special-floor/lib/main.js:
@stdlib/math-base-special-floor/lib/index.js:
@stdlib/math-base-special-ceil/lib/main.js:
@stdlib/math-base-special-ceil/lib/index.js:
@stdlib/math-base-special-trunc/lib/main.js:
@stdlib/math-base-special-trunc/lib/index.js:
@stdlib/constants-float64-pinf/lib/index.js:
@stdlib/constants-float64-max-base2-exponent/lib/index.js:
@stdlib/constants-float64-max-base2-exponent-subnormal/lib/index.js:
@stdlib/constants-float64-min-base2-exponent-subnormal/lib/index.js:
@stdlib/math-base-assert-is-infinite/lib/main.js:
@stdlib/math-base-assert-is-infinite/lib/index.js:
@stdlib/utils-define-property/lib/builtin.js:
@stdlib/utils-define-property/lib/polyfill.js:
@stdlib/utils-define-property/lib/index.js:
@stdlib/utils-define-nonenumerable-read-only-property/lib/main.js:
@stdlib/utils-define-nonenumerable-read-only-property/lib/index.js:
@stdlib/number-float64-base-to-words/lib/indices.js:
@stdlib/number-float64-base-to-words/lib/assign.js:
@stdlib/number-float64-base-to-words/lib/main.js:
@stdlib/number-float64-base-to-words/lib/index.js:
@stdlib/number-float64-base-from-words/lib/indices.js:
@stdlib/number-float64-base-from-words/lib/main.js:
@stdlib/number-float64-base-from-words/lib/index.js:
@stdlib/math-base-special-copysign/lib/main.js:
@stdlib/math-base-special-copysign/lib/index.js:
@stdlib/constants-float64-smallest-normal/lib/index.js:
@stdlib/math-base-special-abs/lib/index.js:
@stdlib/number-float64-base-normalize/lib/assign.js:
@stdlib/number-float64-base-normalize/lib/main.js:
@stdlib/number-float64-base-normalize/lib/index.js:
@stdlib/constants-float64-high-word-exponent-mask/lib/index.js:
@stdlib/number-float64-base-exponent/lib/main.js:
@stdlib/number-float64-base-exponent/lib/index.js:
@stdlib/math-base-special-ldexp/lib/main.js:
@stdlib/math-base-special-ldexp/lib/index.js:
@stdlib/math-base-special-exp/lib/index.js:
  (**
  * @license Apache-2.0
  *
  * Copyright (c) 2018 The Stdlib Authors.
  *
  * Licensed under the Apache License, Version 2.0 (the "License");
  * you may not use this file except in compliance with the License.
  * You may obtain a copy of the License at
  *
  *    http://www.apache.org/licenses/LICENSE-2.0
  *
  * Unless required by applicable law or agreed to in writing, software
  * distributed under the License is distributed on an "AS IS" BASIS,
  * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
  * See the License for the specific language governing permissions and
  * limitations under the License.
  *)

@stdlib/math-base-special-ln/lib/polyval_p.js:
@stdlib/math-base-special-ln/lib/polyval_q.js:
@stdlib/constants-float64-high-word-sign-mask/lib/index.js:
@stdlib/constants-float64-high-word-abs-mask/lib/index.js:
@stdlib/string-base-format-interpolate/lib/is_number.js:
@stdlib/string-base-format-interpolate/lib/zero_pad.js:
@stdlib/string-base-format-interpolate/lib/format_integer.js:
@stdlib/string-base-format-interpolate/lib/is_string.js:
@stdlib/string-base-format-interpolate/lib/format_double.js:
@stdlib/string-base-format-interpolate/lib/space_pad.js:
@stdlib/string-base-format-interpolate/lib/main.js:
@stdlib/string-base-format-interpolate/lib/index.js:
@stdlib/string-base-format-tokenize/lib/main.js:
@stdlib/string-base-format-tokenize/lib/index.js:
@stdlib/string-format/lib/is_string.js:
@stdlib/string-format/lib/main.js:
@stdlib/string-format/lib/index.js:
@stdlib/math-base-special-exp/lib/polyval_p.js:
  (**
  * @license Apache-2.0
  *
  * Copyright (c) 2022 The Stdlib Authors.
  *
  * Licensed under the Apache License, Version 2.0 (the "License");
  * you may not use this file except in compliance with the License.
  * You may obtain a copy of the License at
  *
  *    http://www.apache.org/licenses/LICENSE-2.0
  *
  * Unless required by applicable law or agreed to in writing, software
  * distributed under the License is distributed on an "AS IS" BASIS,
  * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
  * See the License for the specific language governing permissions and
  * limitations under the License.
  *)

@stdlib/math-base-special-ln/lib/main.js:
  (**
  * @license Apache-2.0
  *
  * Copyright (c) 2018 The Stdlib Authors.
  *
  * Licensed under the Apache License, Version 2.0 (the "License");
  * you may not use this file except in compliance with the License.
  * You may obtain a copy of the License at
  *
  *    http://www.apache.org/licenses/LICENSE-2.0
  *
  * Unless required by applicable law or agreed to in writing, software
  * distributed under the License is distributed on an "AS IS" BASIS,
  * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
  * See the License for the specific language governing permissions and
  * limitations under the License.
  *
  *
  * ## Notice
  *
  * The following copyright and license were part of the original implementation available as part of [FreeBSD]{@link https://svnweb.freebsd.org/base/release/9.3.0/lib/msun/src/e_log.c}. The implementation follows the original, but has been modified for JavaScript.
  *
  * ```text
  * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
  *
  * Developed at SunPro, a Sun Microsystems, Inc. business.
  * Permission to use, copy, modify, and distribute this
  * software is freely granted, provided that this notice
  * is preserved.
  * ```
  *)

@stdlib/utils-define-property/lib/define_property.js:
@stdlib/utils-define-property/lib/has_define_property_support.js:
@stdlib/math-base-special-abs/lib/main.js:
  (**
  * @license Apache-2.0
  *
  * Copyright (c) 2021 The Stdlib Authors.
  *
  * Licensed under the Apache License, Version 2.0 (the "License");
  * you may not use this file except in compliance with the License.
  * You may obtain a copy of the License at
  *
  *    http://www.apache.org/licenses/LICENSE-2.0
  *
  * Unless required by applicable law or agreed to in writing, software
  * distributed under the License is distributed on an "AS IS" BASIS,
  * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
  * See the License for the specific language governing permissions and
  * limitations under the License.
  *)

@stdlib/math-base-special-exp/lib/expmulti.js:
@stdlib/math-base-special-exp/lib/main.js:
  (**
  * @license Apache-2.0
  *
  * Copyright (c) 2018 The Stdlib Authors.
  *
  * Licensed under the Apache License, Version 2.0 (the "License");
  * you may not use this file except in compliance with the License.
  * You may obtain a copy of the License at
  *
  *    http://www.apache.org/licenses/LICENSE-2.0
  *
  * Unless required by applicable law or agreed to in writing, software
  * distributed under the License is distributed on an "AS IS" BASIS,
  * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
  * See the License for the specific language governing permissions and
  * limitations under the License.
  *
  *
  * ## Notice
  *
  * The following copyrights, licenses, and long comment were part of the original implementation available as part of [Go]{@link https://github.com/golang/go/blob/cb07765045aed5104a3df31507564ac99e6ddce8/src/math/exp.go}, which in turn was based on an implementation available as part of [FreeBSD]{@link https://svnweb.freebsd.org/base/release/9.3.0/lib/msun/src/e_exp.c}. The implementation follows the original, but has been modified for JavaScript.
  *
  * ```text
  * Copyright (c) 2009 The Go Authors. All rights reserved.
  *
  * Redistribution and use in source and binary forms, with or without
  * modification, are permitted provided that the following conditions are
  * met:
  *
  *    * Redistributions of source code must retain the above copyright
  * notice, this list of conditions and the following disclaimer.
  *    * Redistributions in binary form must reproduce the above
  * copyright notice, this list of conditions and the following disclaimer
  * in the documentation and/or other materials provided with the
  * distribution.
  *    * Neither the name of Google Inc. nor the names of its
  * contributors may be used to endorse or promote products derived from
  * this software without specific prior written permission.
  *
  * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS
  * "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT
  * LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR
  * A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT
  * OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL,
  * SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT
  * LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE,
  * DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY
  * THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
  * (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE
  * OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
  * ```
  *
  * ```text
  * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved.
  *
  * Developed at SunPro, a Sun Microsystems, Inc. business.
  * Permission to use, copy, modify, and distribute this
  * software is freely granted, provided that this notice
  * is preserved.
  * ```
  *)
*/
