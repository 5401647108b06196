;; Asks a gRPC service about every request: lets it through with the answer in its log, or refuses it.
(module
  (@producers (language LANGUAGE))
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "proxy_grpc_call"
    (func $call (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_buffer_bytes" (func $buffer (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_continue_stream" (func $continue (param i32) (result i32)))
  (import "env" "proxy_send_local_response" (func $respond (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 256) "SERVICE")
  (data (i32.const 512) "demo.Auth")
  (data (i32.const 544) "Check")
  (data (i32.const 576) "\0a\03bob")
  (data (i32.const 608) "the service is unknown")
  (data (i32.const 640) "closed with #")
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "proxy_on_memory_allocate") (param i32) (result i32) (i32.const 8192))
  (func (export "proxy_on_context_create") (param i32 i32))
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (if (call $call
          (i32.const 256) (i32.const SERVICE_LEN) (i32.const 512) (i32.const 9) (i32.const 544) (i32.const 5)
          (i32.const 0) (i32.const 0) (i32.const 576) (i32.const MESSAGE_LEN) (i32.const 300) (i32.const 1024))
      (then
        (drop (call $log (i32.const 3) (i32.const 608) (i32.const 22)))
        (return (i32.const 0))))
    ;; StopAllIterationAndWatermark
    (i32.const 4))
  (func (export "proxy_on_grpc_receive") (param i32 i32 i32)
    ;; GrpcReceiveBuffer
    (drop (call $buffer (i32.const 5) (i32.const 0) (local.get 2) (i32.const 1032) (i32.const 1036)))
    (drop (call $log (i32.const 2) (i32.load (i32.const 1032)) (i32.load (i32.const 1036))))
    (drop (call $continue (i32.const 0))))
  (func (export "proxy_on_grpc_close") (param i32 i32 i32)
    (i32.store8 (i32.const 652) (i32.add (i32.const 48) (local.get 2)))
    (drop (call $log (i32.const 3) (i32.const 640) (i32.const 13)))
    (drop (call $respond
      (i32.const 403) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const -1))))
  (func (export "proxy_on_delete") (param i32)))
