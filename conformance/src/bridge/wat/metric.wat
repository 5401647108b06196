;; proxy_define_metric with a text in front of the metric's name: metrics of all plugins of an Envoy stand in one table, and
;; two runs of one plugin would count as one.
;;
;; The longer name is written over a stretch of the plugin's memory that no argument touches, which is put back afterwards.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "env" "proxy_define_metric" (func $define (param i32 i32 i32 i32) (result i32)))
  ;; IMPORTS

  ;; At 0 stands the text: its length, then its bytes. At 1024 a stretch is kept.
  (memory $own 1)
  ;; ENVIRONMENT

;; STRETCH

  (func (export "env.proxy_define_metric")
    (param $type i32) (param $name i32) (param $name_len i32) (param $id i32) (result i32)
    (local $prefix_len i32) (local $len i32) (local $start i64) (local $at i32) (local $status i32)
    (call $prepend)
    (local.set $prefix_len (i32.load $own (i32.const 0)))
    (local.set $len (i32.add (local.get $prefix_len) (local.get $name_len)))
    (local.set $start
      (call $clear_of (local.get $start) (i64.extend_i32_u (local.get $len)) (local.get $name) (local.get $name_len)))
    (local.set $start
      (call $clear_of (local.get $start) (i64.extend_i32_u (local.get $len)) (local.get $id) (i32.const 4)))
    (local.set $start
      (call $clear_of (local.get $start) (i64.extend_i32_u (local.get $len)) (local.get $name) (local.get $name_len)))
    ;; The host has its own answer to what lies outside of memory, and no name is so long.
    (if (i32.or
          (i32.gt_u (local.get $name_len) (i32.const 8192))
          (i32.eqz
            (i32.and
              (call $inside (local.get $start) (i64.extend_i32_u (local.get $len)))
              (call $inside (i64.extend_i32_u (local.get $name)) (i64.extend_i32_u (local.get $name_len))))))
      (then
        (return (call $define (local.get $type) (local.get $name) (local.get $name_len) (local.get $id)))))
    (local.set $at (i32.wrap_i64 (local.get $start)))
    (memory.copy $own $guest (i32.const 1024) (local.get $at) (local.get $len))
    (memory.copy $guest $own (local.get $at) (i32.const 4) (local.get $prefix_len))
    (memory.copy $guest $guest
      (i32.add (local.get $at) (local.get $prefix_len)) (local.get $name) (local.get $name_len))
    (local.set $status
      (call $define (local.get $type) (local.get $at) (local.get $len) (local.get $id)))
    (memory.copy $guest $own (local.get $at) (i32.const 1024) (local.get $len))
    (local.get $status)))
