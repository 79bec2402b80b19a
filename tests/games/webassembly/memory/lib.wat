(module
  (import "env" "seen" (func $seen))
  (memory (export "memory") 1 4)
  (data (i32.const 8) "hello")
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "growThenCall") (param i32) (drop (memory.grow (local.get 0))) (call $seen)))
