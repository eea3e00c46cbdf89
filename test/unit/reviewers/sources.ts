/** One file of every language that has a grammar: imports, definitions in definitions, and no syntax error. */
export const sources: Readonly<Record<string, string>> = {
  'a.ts': `import a from 'a';
import {
  b,
} from 'b';

@dec
export class C<T>
  extends D
{
  private x = () => {
    return 1;
  };
  @dec()
  async m(
    p: number,
  ): Promise<void> {
    const inner = () => {
      go();
    };
  }
}

export namespace N {
  export interface I {
    a: number;
  }
  export type Short = string;
}

export default function () {
  y();
}
describe('a', () => {
  it('b', () => {
    z();
  });
});
`,
  'a.tsx': `import React from 'react';
export const A = () => {
  return <p>
    a
  </p>;
};
class B extends React.Component {
  render() {
    return <A />;
  }
}
`,
  'a.js': `const x = require('x');
import y from 'y';
module.exports = function () {
  go();
};
class A {
  #p = () => {
  };
  get a() {
    return 1;
  }
}
export default {
  data() {
    return 1;
  },
};
function* gen() {
  yield 1;
} function next() {
}
`,
  'a.py': `import os
from a import (
    b,
)


@dec
class A(
    B,
):
    """Doc."""

    @property
    def a(self):
        import sys
        def inner():
            return 1
        return inner


async def f(a,
            b):
    pass
`,
  'a.go': `package a

import (
\t"fmt"
)

type T struct {
\ta int
}

func (t *T) M() {
\tf := func() {
\t\tx()
\t}
}
`,
  'a.c': `#include <a.h>
#include "b.h"

typedef struct a {
  int b;
} a_t;

static int
f(int a,
  int b)
{
  return 1;
}
`,
  'a.cpp': `#include <vector>
using namespace std;

namespace n {

template <typename T>
class A : public B {
 public:
  A()
      : b(1) {
    x();
  }
};

}  // namespace n

extern "C" {
int f() {
  return 1;
}
}
`,
  'a.java': `package a.b;

import java.util.List;

@Anno
public class A extends B {
  public A() {
    super();
  }

  @Override
  public void m(
      int a) {
    x();
  }

  static class Inner {
    void n() {
    }
  }
}

record R(int a) {
}
`,
  'a.rs': `use std::fmt;

#[derive(Debug)]
pub struct S {
    a: u8,
}

impl S {
    pub fn a(&self) -> u8
    where
        Self: Sized,
    {
        1
    }
}

mod m {
    fn f() {
        fn g() {
        }
    }
}
`,
  'a.cs': `using System;
namespace A.B;

public class C : D
{
    public int P
    {
        get { return 1; }
    }

    public void M()
    {
        void L()
        {
        }
    }
}
`,
  'a.rb': `require 'a'

module M
  class A < B
    def a
      1
    end

    scope :x do
      y
    end
  end
end
`,
  'a.php': `<?php
namespace A;
use B\\C;
require_once 'x.php';

abstract class D extends E
{
    public function f(int $a)
    {
        return 1;
    }
}
`,
  'a.kt': `package a

import b.c

class A(
  val x: Int,
) : B() {
  fun f(): Int {
    return 1
  }

  companion object {
    fun g() {
    }
  }
}
`,
  'a.sh': `#!/bin/bash
source ./x.sh
. y.sh

f() {
  echo a
}
`,
  'a.lua': `local a = require('a')

local function f(x)
  return x
end

M.i = function()
  return 3
end
`,
  'a.css': `@import 'a.css';

@media print {
  .b {
    color: red;
  }
}
`,
  'a.html': `<!doctype html>
<html>
<head>
<script>
  go();
</script>
</head>
</html>
`,
  'a.json': `{
  "a": {
    "b": [
      1
    ]
  },
  "c": 1
}
`,
  'a.yaml': `a:
  b:
    - c: 1
      d: 2
  e: 2
`,
  'a.toml': `a = 1

[b]
c = 1

[[d]]
e = 1
`,
};
