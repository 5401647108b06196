  ;; Whether a stretch of the plugin's memory lies inside it.
  (func $inside (param $at i64) (param $len i64) (result i32)
    (i64.le_u
      (i64.add (local.get $at) (local.get $len))
      (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16))))

  ;; Where a stretch that begins at $start has to begin to stay clear of an argument.
  (func $clear_of (param $start i64) (param $len i64) (param $arg i32) (param $arg_len i32) (result i64)
    (local $end i64)
    (local.set $end (i64.add (i64.extend_i32_u (local.get $arg)) (i64.extend_i32_u (local.get $arg_len))))
    (if (result i64)
      (i32.and
        (i64.lt_u (local.get $start) (local.get $end))
        (i64.lt_u (i64.extend_i32_u (local.get $arg)) (i64.add (local.get $start) (local.get $len))))
      (then (local.get $end))
      (else (local.get $start))))
