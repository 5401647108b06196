  ;; Puts the variable in front of the text at the start of the own memory, once.
  (global $prepended (mut i32) (i32.const 0))
  (func $prepend
    (local $value i32) (local $len i32)
    (if (global.get $prepended) (then (return)))
    (global.set $prepended (i32.const 1))
    (local.set $value (call $variable))
    (if (i32.eqz (local.get $value)) (then (return)))
    (local.set $len
      (i32.sub (i32.sub (call $behind (local.get $value)) (local.get $value)) (i32.const 1)))
    ;; There is room for 256 bytes, more than any run is called by.
    (if (i32.gt_u (local.get $len) (i32.const 256)) (then (return)))
    (memory.copy $own $own (i32.add (i32.const 4) (local.get $len)) (i32.const 4) (i32.load $own (i32.const 0)))
    (memory.copy $own $environment (i32.const 4) (local.get $value) (local.get $len))
    (i32.store $own (i32.const 0) (i32.add (i32.load $own (i32.const 0)) (local.get $len))))
