;; What the wrappers of the callbacks share: they log a line on entry and one on return.
;; The bridge puts one wrapper per callback, and the texts, in front of the last parenthesis; for a traced module the
;; wrappers of the host functions, too.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
;; IMPORTS

  ;; Texts from 0, the line at LINE, what stood in the plugin's memory at STRETCH.
  (memory $own 3)
  (global $LINE i32 (i32.const 65536))
  (global $STRETCH i32 (i32.const 131072))
  (global $end (mut i32) (i32.const 65536))

  ;; Begins a line with a text, behind those that were kept back.
  (func $begin (param $text i32) (param $len i32)
    (if (i32.ne (global.get $end) (global.get $LINE))
      (then
        (i32.store8 $own (global.get $end) (i32.const SEPARATOR))
        (global.set $end (i32.add (global.get $end) (i32.const 1)))))
    (memory.copy $own $own (global.get $end) (local.get $text) (local.get $len))
    (global.set $end (i32.add (global.get $end) (local.get $len))))

  ;; Appends a space and eight hexadecimal digits.
  (func $number (param $value i32)
    (i32.store8 $own (global.get $end) (i32.const 32))
    (global.set $end (i32.add (global.get $end) (i32.const 1)))
    (call $digits (local.get $value) (i32.const 32)))

  ;; Appends the hexadecimal digits of so many bits.
  (func $digits (param $value i32) (param $shift i32)
    (local $digit i32)
    (loop $next
      (local.set $shift (i32.sub (local.get $shift) (i32.const 4)))
      (local.set $digit (i32.and (i32.shr_u (local.get $value) (local.get $shift)) (i32.const 15)))
      (i32.store8 $own (global.get $end)
        (i32.add (local.get $digit)
          (select (i32.const 87) (i32.const 48) (i32.gt_u (local.get $digit) (i32.const 9)))))
      (global.set $end (i32.add (global.get $end) (i32.const 1)))
      (br_if $next (local.get $shift))))

  ;; Logs the line, and what was kept back, at level debug, from the start of the plugin's memory.
  (func $say
    (local $len i32)
    (local.set $len (i32.sub (global.get $end) (global.get $LINE)))
    (global.set $end (global.get $LINE))
    (if (i32.eqz (memory.size $guest)) (then (return)))
    (memory.copy $own $guest (global.get $STRETCH) (i32.const 0) (local.get $len))
    (memory.copy $guest $own (i32.const 0) (global.get $LINE) (local.get $len))
    (drop (call $log (i32.const 1) (i32.const 0) (local.get $len)))
    (memory.copy $guest $own (i32.const 0) (global.get $STRETCH) (local.get $len)))
;; TRACE
;; KEEP
;; WRAPPERS
)
