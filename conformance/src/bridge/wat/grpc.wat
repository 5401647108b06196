;; proxy_grpc_call and proxy_grpc_stream with a text in front of the cluster name. The plugin names the service as Envoy's
;; message GrpcService, or by the cluster name alone.
;;
;; The longer service is written over a stretch of the plugin's memory that no argument touches, which is put back
;; afterwards: the plugin does not run meanwhile, and the host keeps a copy.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "env" "proxy_grpc_call"
    (func $grpc_call (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_grpc_stream"
    (func $grpc_stream (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  ;; IMPORTS

  ;; At 0 stands the text: its length, then its bytes. At SERVICE the longer service, at STRETCH what stood in the
  ;; plugin's memory.
  (memory $own 4)
  (global $SERVICE i32 (i32.const 65536))
  (global $STRETCH i32 (i32.const 131072))
  (global $LONGEST i64 (i64.const 60000))
  ;; ENVIRONMENT
;; STRETCH

  ;; The tag of envoy_grpc in GrpcService and of cluster_name in that.
  (global $FIRST_FIELD i32 (i32.const 10))

  ;; Where reading, and writing, has come to.
  (global $from (mut i32) (i32.const 0))
  (global $to (mut i32) (i32.const 0))
  ;; Whether what was read is no such message.
  (global $other (mut i32) (i32.const 0))

  ;; A length behind the first field's tag.
  (func $read_field (result i32)
    (local $len i32) (local $shift i32) (local $byte i32)
    (if (i32.ne (i32.load8_u $guest (global.get $from)) (global.get $FIRST_FIELD))
      (then (global.set $other (i32.const 1)) (return (i32.const 0))))
    (loop $next
      (global.set $from (i32.add (global.get $from) (i32.const 1)))
      (local.set $byte (i32.load8_u $guest (global.get $from)))
      (local.set $len
        (i32.or (local.get $len) (i32.shl (i32.and (local.get $byte) (i32.const 127)) (local.get $shift))))
      (local.set $shift (i32.add (local.get $shift) (i32.const 7)))
      (br_if $next (i32.and (i32.ge_u (local.get $byte) (i32.const 128)) (i32.lt_u (local.get $shift) (i32.const 21)))))
    (global.set $from (i32.add (global.get $from) (i32.const 1)))
    (local.get $len))

  (func $write_byte (param $byte i32)
    (i32.store8 $own (global.get $to) (local.get $byte))
    (global.set $to (i32.add (global.get $to) (i32.const 1))))

  ;; The tag and a length.
  (func $write_field (param $len i32)
    (call $write_byte (global.get $FIRST_FIELD))
    (loop $next
      (if (i32.ge_u (local.get $len) (i32.const 128))
        (then
          (call $write_byte (i32.or (i32.and (local.get $len) (i32.const 127)) (i32.const 128)))
          (local.set $len (i32.shr_u (local.get $len) (i32.const 7)))
          (br $next))))
    (call $write_byte (local.get $len)))

  (func $write_prefix
    (memory.copy $own $own (global.get $to) (i32.const 4) (i32.load $own (i32.const 0)))
    (global.set $to (i32.add (global.get $to) (i32.load $own (i32.const 0)))))

  ;; Writes bytes of the plugin.
  (func $write (param $at i32) (param $len i32)
    (memory.copy $own $guest (global.get $to) (local.get $at) (local.get $len))
    (global.set $to (i32.add (global.get $to) (local.get $len))))

  ;; How many bytes a length takes.
  (func $width (param $len i32) (result i32)
    (i32.add (i32.const 1)
      (i32.add
        (i32.ge_u (local.get $len) (i32.const 128))
        (i32.ge_u (local.get $len) (i32.const 16384)))))

  ;; How many bytes a field takes.
  (func $field (param $len i32) (result i32)
    (i32.add (i32.add (call $width (local.get $len)) (local.get $len)) (i32.const 1)))

  ;; Writes the longer service to SERVICE; its length.
  (func $lengthen (param $service i32) (param $len i32) (result i32)
    (local $outer i32) (local $inner i32) (local $longer i32) (local $end i32)
    (local.set $end (i32.add (local.get $service) (local.get $len)))
    (global.set $from (local.get $service))
    (global.set $to (global.get $SERVICE))
    (global.set $other (i32.lt_u (local.get $len) (i32.const 4)))
    (if (i32.eqz (global.get $other)) (then (local.set $outer (call $read_field))))
    (if (i32.eqz (global.get $other)) (then (local.set $inner (call $read_field))))
    (if (i32.or (global.get $other)
          (i32.gt_u (i32.add (global.get $from) (local.get $inner)) (local.get $end)))
      (then (global.set $from (local.get $service)))
      (else
        (local.set $longer (i32.add (local.get $inner) (i32.load $own (i32.const 0))))
        (call $write_field
          (i32.add
            (i32.sub (local.get $outer) (call $field (local.get $inner)))
            (call $field (local.get $longer))))
        (call $write_field (local.get $longer))))
    (call $write_prefix)
    (call $write (global.get $from) (i32.sub (local.get $end) (global.get $from)))
    (i32.sub (global.get $to) (global.get $SERVICE)))

  ;; Whether the service can be read, and is not longer than anyone's.
  (func $is_service (param $service i32) (param $len i32) (result i32)
    (i32.and
      (call $inside (i64.extend_i32_u (local.get $service)) (i64.extend_i32_u (local.get $len)))
      (i64.le_u (i64.extend_i32_u (local.get $len)) (global.get $LONGEST))))

  ;; A stretch for so many bytes that no argument touches.
  (func $place (param $length i32)
    (param $name i32) (param $name_len i32) (param $method i32) (param $method_len i32)
    (param $metadata i32) (param $metadata_len i32) (param $message i32) (param $message_len i32)
    (param $token i32) (result i32)
    (local $at i64) (local $before i64) (local $len i64)
    (local.set $len (i64.extend_i32_u (local.get $length)))
    (loop $again
      (local.set $before (local.get $at))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $name) (local.get $name_len)))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $method) (local.get $method_len)))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $metadata) (local.get $metadata_len)))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $message) (local.get $message_len)))
      (local.set $at (call $clear_of (local.get $at) (local.get $len) (local.get $token) (i32.const 4)))
      (br_if $again (i64.ne (local.get $at) (local.get $before))))
    (i32.wrap_i64 (local.get $at)))

  ;; Puts the longer service there, and keeps what stands there; false where memory ends before.
  (func $lay (param $at i32) (param $len i32) (result i32)
    (if (i32.eqz (call $inside (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $len))))
      (then (return (i32.const 0))))
    (memory.copy $own $guest (global.get $STRETCH) (local.get $at) (local.get $len))
    (memory.copy $guest $own (local.get $at) (global.get $SERVICE) (local.get $len))
    (i32.const 1))

  (func (export "env.proxy_grpc_call")
    (param $service i32) (param $service_len i32) (param $name i32) (param $name_len i32) (param $method i32)
    (param $method_len i32) (param $metadata i32) (param $metadata_len i32) (param $message i32)
    (param $message_len i32) (param $timeout i32) (param $token i32) (result i32)
    (local $len i32) (local $at i32) (local $status i32)
    ;; The host has its own answer to an address outside of memory.
    (if (i32.eqz (call $is_service (local.get $service) (local.get $service_len)))
      (then (return (call $grpc_call (local.get $service) (local.get $service_len)
        (local.get $name) (local.get $name_len) (local.get $method) (local.get $method_len) (local.get $metadata)
        (local.get $metadata_len) (local.get $message) (local.get $message_len) (local.get $timeout)
        (local.get $token)))))
    (call $prepend)
    (local.set $len (call $lengthen (local.get $service) (local.get $service_len)))
    (local.set $at
      (call $place (local.get $len)
        (local.get $name) (local.get $name_len) (local.get $method) (local.get $method_len)
        (local.get $metadata) (local.get $metadata_len) (local.get $message) (local.get $message_len) (local.get $token)))
    ;; InternalFailure: the arguments fill the whole memory.
    (if (i32.eqz (call $lay (local.get $at) (local.get $len))) (then (return (i32.const 10))))
    (local.set $status
      (call $grpc_call (local.get $at) (local.get $len)
        (local.get $name) (local.get $name_len) (local.get $method) (local.get $method_len) (local.get $metadata)
        (local.get $metadata_len) (local.get $message) (local.get $message_len) (local.get $timeout)
        (local.get $token)))
    (memory.copy $guest $own (local.get $at) (global.get $STRETCH) (local.get $len))
    (local.get $status))

  (func (export "env.proxy_grpc_stream")
    (param $service i32) (param $service_len i32) (param $name i32) (param $name_len i32) (param $method i32)
    (param $method_len i32) (param $metadata i32) (param $metadata_len i32) (param $token i32) (result i32)
    (local $len i32) (local $at i32) (local $status i32)
    ;; The host has its own answer to an address outside of memory.
    (if (i32.eqz (call $is_service (local.get $service) (local.get $service_len)))
      (then (return (call $grpc_stream (local.get $service) (local.get $service_len)
        (local.get $name) (local.get $name_len) (local.get $method) (local.get $method_len) (local.get $metadata)
        (local.get $metadata_len) (local.get $token)))))
    (call $prepend)
    (local.set $len (call $lengthen (local.get $service) (local.get $service_len)))
    (local.set $at
      (call $place (local.get $len)
        (local.get $name) (local.get $name_len) (local.get $method) (local.get $method_len)
        (local.get $metadata) (local.get $metadata_len) (i32.const 0) (i32.const 0) (local.get $token)))
    ;; InternalFailure: the arguments fill the whole memory.
    (if (i32.eqz (call $lay (local.get $at) (local.get $len))) (then (return (i32.const 10))))
    (local.set $status
      (call $grpc_stream (local.get $at) (local.get $len)
        (local.get $name) (local.get $name_len) (local.get $method) (local.get $method_len) (local.get $metadata)
        (local.get $metadata_len) (local.get $token)))
    (memory.copy $guest $own (local.get $at) (global.get $STRETCH) (local.get $len))
    (local.get $status)))
