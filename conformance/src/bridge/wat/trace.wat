  ;; What the wrappers of a traced module need beside. Every word behind a name is one argument: eight or sixteen
  ;; hexadecimal digits for a number; for bytes their count, a colon, and as many of them as fit.
  (global $MOST_BYTES i32 (i32.const LIMIT))
  ;; How long the telling itself took (ns).
  (global $told (mut i64) (i64.const 0))

  ;; The monotonic clock of the host (ns), whatever the plugin's own clock says.
  (func $now (result i64)
    (local $kept i64) (local $time i64)
    (if (i32.eqz (memory.size $guest)) (then (return (i64.const 0))))
    (local.set $kept (i64.load $guest (i32.const 0)))
    (drop (call $clock_time_get (i32.const 1) (i64.const 1) (i32.const 0)))
    (local.set $time (i64.load $guest (i32.const 0)))
    (i64.store $guest (i32.const 0) (local.get $kept))
    (local.get $time))

  ;; Appends sixteen hexadecimal digits to a word.
  (func $wide (param $value i64)
    (call $number (i32.wrap_i64 (i64.shr_u (local.get $value) (i64.const 32))))
    (call $digits (i32.wrap_i64 (local.get $value)) (i32.const 32)))

  (func $inside (param $at i32) (param $len i32) (result i32)
    (i64.le_u
      (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $len)))
      (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16))))

  ;; Appends bytes of the plugin, no more than so many; how many more there may be.
  (func $hex (param $at i32) (param $len i32) (param $room i32) (result i32)
    (if (i32.eqz (call $inside (local.get $at) (local.get $len))) (then (return (local.get $room))))
    (if (i32.gt_u (local.get $len) (local.get $room)) (then (local.set $len (local.get $room))))
    (local.set $room (i32.sub (local.get $room) (local.get $len)))
    (loop $next
      (if (local.get $len)
        (then
          (call $digits (i32.load8_u $guest (local.get $at)) (i32.const 8))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $len (i32.sub (local.get $len) (i32.const 1)))
          (br $next))))
    (local.get $room))

  (func $colon
    (i32.store8 $own (global.get $end) (i32.const 58))
    (global.set $end (i32.add (global.get $end) (i32.const 1))))

  (func $bytes (param $at i32) (param $len i32)
    (call $number (local.get $len))
    (call $colon)
    (drop (call $hex (local.get $at) (local.get $len) (global.get $MOST_BYTES))))

  ;; The count of bytes alone.
  (func $secret (param $at i32) (param $len i32)
    (call $number (local.get $len))
    (call $colon))

  ;; Pieces of one text.
  (func $vectors (param $at i32) (param $count i32)
    (local $left i32) (local $vector i32) (local $len i32) (local $room i32)
    (if (i32.gt_u (local.get $count) (i32.const 1024)) (then (local.set $count (i32.const 1024))))
    (if (i32.eqz (call $inside (local.get $at) (i32.shl (local.get $count) (i32.const 3))))
      (then (local.set $count (i32.const 0))))
    (local.set $vector (local.get $at))
    (local.set $left (local.get $count))
    (loop $next
      (if (local.get $left)
        (then
          (local.set $len (i32.add (local.get $len) (i32.load $guest offset=4 (local.get $vector))))
          (local.set $vector (i32.add (local.get $vector) (i32.const 8)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br $next))))
    (call $number (local.get $len))
    (call $colon)
    (local.set $room (global.get $MOST_BYTES))
    (loop $next
      (if (local.get $count)
        (then
          (local.set $room
            (call $hex (i32.load $guest (local.get $at)) (i32.load $guest offset=4 (local.get $at)) (local.get $room)))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $next)))))

  ;; The word, or the two, that the host has put somewhere; 0 where that lies outside of memory.
  (func $word (param $at i32) (result i32)
    (if (i32.eqz (call $inside (local.get $at) (i32.const 4))) (then (return (i32.const 0))))
    (i32.load $guest (local.get $at)))
  (func $number_out (param $at i32) (call $number (call $word (local.get $at))))
  (func $wide_out (param $at i32)
    (if (i32.eqz (call $inside (local.get $at) (i32.const 8))) (then (call $wide (i64.const 0)) (return)))
    (call $wide (i64.load $guest (local.get $at))))
  (func $bytes_out (param $at i32) (param $len i32)
    (call $bytes (call $word (local.get $at)) (call $word (local.get $len))))
