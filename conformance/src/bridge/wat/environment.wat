  ;; Reads one variable of the VM's environment: `KEY=`, in the place where a unit says ENVIRONMENT.
  ;; At 0 the name, at 1024 the environment, at 65536 what stood in the plugin's memory.
  (memory $environment 2)
  (data (memory $environment) (i32.const 0) "KEY=")
  (global $TEXT i32 (i32.const 1024))
  (global $KEPT i32 (i32.const 65536))
  (global $LARGEST i32 (i32.const 64512))

  ;; Copies the environment to TEXT; its length, 0 where it is empty or too large. The host writes it to the start
  ;; of the plugin's memory, whose content is kept meanwhile.
  (func $copy_environment (result i32)
    (local $pointers i32) (local $size i32) (local $len i32) (local $kept i64)
    (if (i32.eqz (memory.size $guest)) (then (return (i32.const 0))))
    (local.set $kept (i64.load $guest (i32.const 0)))
    (i64.store $guest (i32.const 0) (i64.const 0))
    (drop (call $environ_sizes_get (i32.const 0) (i32.const 4)))
    (local.set $pointers (i32.shl (i32.load $guest (i32.const 0)) (i32.const 2)))
    (local.set $size (i32.load $guest (i32.const 4)))
    (i64.store $guest (i32.const 0) (local.get $kept))
    (if (i32.gt_u (local.get $pointers) (global.get $LARGEST)) (then (return (i32.const 0))))
    (if (i32.gt_u (local.get $size) (global.get $LARGEST)) (then (return (i32.const 0))))
    (local.set $len (i32.add (local.get $pointers) (local.get $size)))
    (if (i32.gt_u (local.get $len) (global.get $LARGEST)) (then (return (i32.const 0))))
    (memory.copy $environment $guest (global.get $KEPT) (i32.const 0) (local.get $len))
    (drop (call $environ_get (i32.const 0) (local.get $pointers)))
    (memory.copy $environment $guest (global.get $TEXT) (local.get $pointers) (local.get $size))
    (memory.copy $guest $environment (i32.const 0) (global.get $KEPT) (local.get $len))
    (local.get $size))

  ;; Whether the text at an address begins with the name.
  (func $named (param $at i32) (result i32)
    (local $index i32)
    (loop $next
      (if (i32.ne
            (i32.load8_u $environment (i32.add (local.get $at) (local.get $index)))
            (i32.load8_u $environment (local.get $index)))
        (then (return (i32.const 0))))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $index) (i32.const KEY_LEN))))
    (i32.const 1))

  ;; The address behind the next NUL.
  (func $behind (param $at i32) (result i32)
    (loop $next
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.load8_u $environment (i32.sub (local.get $at) (i32.const 1)))))
    (local.get $at))

  ;; Where the value of the variable stands, 0 where there is none. It ends with a NUL.
  (func $variable (result i32)
    (local $at i32) (local $end i32)
    (local.set $at (global.get $TEXT))
    (local.set $end (i32.add (local.get $at) (call $copy_environment)))
    (loop $next
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (if (call $named (local.get $at)) (then (return (i32.add (local.get $at) (i32.const KEY_LEN)))))
          (local.set $at (call $behind (local.get $at)))
          (br $next))))
    (i32.const 0))
