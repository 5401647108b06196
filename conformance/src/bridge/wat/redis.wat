;; Redis over proxy_http_call: a command goes as the body of a POST to the gateway, which speaks to Redis.
;;
;; A reply of the gateway ends in one trailer, and nothing that Envoy answers in its place (a time-out, a
;; refused connection) has any. So the count of trailers tells whether Redis answered, and no header is read.
(module
  (import "guest" "memory" (memory $guest 0))
  (import "guest" "proxy_on_http_call_response" (func $on_http_call_response (param i32 i32 i32 i32 i32)))
  (import "guest" "proxy_on_redis_call_response" (func $on_redis_call_response (param i32 i32 i32 i32)))
  (import "env" "proxy_http_call"
    (func $http_call (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_get_buffer_bytes"
    (func $get_buffer_bytes (param i32 i32 i32 i32 i32) (result i32)))
  ;; IMPORTS

  ;; At 0 the name of the gateway's cluster as the linker gives it: its length, then its bytes.
  ;; At HEADERS the headers of every request. At TOKENS which calls are out: one word for each of the last
  ;; 262144 tokens of the host, token + 1 where it is one of ours. From RECORDS on what each service was
  ;; initialised with. After the last record a call makes its scratch.
  (memory $own 18)
  (global $HEADERS i32 (i32.const 4096))
  (global $TOKENS i32 (i32.const 65536))
  (global $RECORDS i32 (i32.const 1114112))
  (global $records_end (mut i32) (i32.const 1114112))
  ;; ENVIRONMENT

  ;; Whether a reply of Redis can be read now.
  (global $reply (mut i32) (i32.const 0))

  ;; :method POST, :path /, :authority redis, as the ABI writes a header map.
  (global $HEADERS_LEN i32 (i32.const 66))
  (data (memory $own) (i32.const 4096)
    "\03\00\00\00" "\07\00\00\00\04\00\00\00" "\05\00\00\00\01\00\00\00" "\0a\00\00\00\05\00\00\00"
    ":method\00POST\00" ":path\00/\00" ":authority\00redis\00")

  ;; Whether a stretch of the plugin's memory lies inside it.
  (func $inside (param $at i32) (param $len i32) (result i32)
    (i64.le_u
      (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $len)))
      (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16))))

  ;; Makes the own memory reach to an address; false where memory has run out.
  (func $reach (param $end i64) (result i32)
    (local $pages i64)
    (local.set $pages (i64.shr_u (i64.add (local.get $end) (i64.const 65535)) (i64.const 16)))
    (if (i64.gt_u (local.get $pages) (i64.const 65536)) (then (return (i32.const 0))))
    (if (i64.le_u (local.get $pages) (i64.extend_i32_u (memory.size $own))) (then (return (i32.const 1))))
    (i32.ne
      (memory.grow $own (i32.sub (i32.wrap_i64 (local.get $pages)) (memory.size $own)))
      (i32.const -1)))

  ;; The length of a service name without its parameters, which begin at `?`.
  (func $name_len (param $name i32) (param $len i32) (result i32)
    (local $at i32)
    (loop $next
      (if (i32.lt_u (local.get $at) (local.get $len))
        (then
          (if (i32.ne (i32.load8_u $guest (i32.add (local.get $name) (local.get $at))) (i32.const 63))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br $next))))))
    (local.get $at))

  ;; Whether a text of the plugin equals one of ours.
  (func $equal (param $theirs i32) (param $ours i32) (param $len i32) (result i32)
    (loop $next
      (if (local.get $len)
        (then
          (local.set $len (i32.sub (local.get $len) (i32.const 1)))
          (br_if $next
            (i32.eq
              (i32.load8_u $guest (i32.add (local.get $theirs) (local.get $len)))
              (i32.load8_u $own (i32.add (local.get $ours) (local.get $len)))))
          (return (i32.const 0)))))
    (i32.const 1))

  ;; A record: room (bytes after these words), length of the service name, time-out (ms), length of the
  ;; frame; then the frame up to the command: time-out, service with parameters, user, password, each text
  ;; after its length.
  (func $find (param $name i32) (param $len i32) (result i32)
    (local $record i32)
    (local.set $record (global.get $RECORDS))
    (loop $next
      (if (i32.lt_u (local.get $record) (global.get $records_end))
        (then
          (if (i32.eq (i32.load $own offset=4 (local.get $record)) (local.get $len))
            (then
              (if (call $equal (local.get $name) (i32.add (local.get $record) (i32.const 24)) (local.get $len))
                (then (return (local.get $record))))))
          (local.set $record
            (i32.add (i32.add (local.get $record) (i32.const 16)) (i32.load $own (local.get $record))))
          (br $next))))
    (i32.const 0))

  ;; Writes a text of the plugin after its length; the address behind it.
  (func $put (param $to i32) (param $text i32) (param $len i32) (result i32)
    (i32.store $own (local.get $to) (local.get $len))
    (memory.copy $own $guest (i32.add (local.get $to) (i32.const 4)) (local.get $text) (local.get $len))
    (i32.add (i32.add (local.get $to) (i32.const 4)) (local.get $len)))

  ;; A record with that much room for this service: its own, or a new one. 0 where memory has run out.
  (func $record_for (param $name i32) (param $name_len i32) (param $room i32) (result i32)
    (local $record i32) (local $end i64)
    (local.set $record (call $find (local.get $name) (local.get $name_len)))
    (if (local.get $record)
      (then
        (if (i32.ge_u (i32.load $own (local.get $record)) (local.get $room)) (then (return (local.get $record))))
        ;; Too small: no name is that long, so nobody finds it again.
        (i32.store $own offset=4 (local.get $record) (i32.const -1))))
    (local.set $record (global.get $records_end))
    (local.set $end
      (i64.add
        (i64.add (i64.extend_i32_u (local.get $record)) (i64.const 16))
        (i64.extend_i32_u (local.get $room))))
    (if (i32.eqz (call $reach (local.get $end))) (then (return (i32.const 0))))
    (global.set $records_end (i32.wrap_i64 (local.get $end)))
    (i32.store $own (local.get $record) (local.get $room))
    (i32.store $own offset=4 (local.get $record) (local.get $name_len))
    (local.get $record))

  (func $redis_init (export "env.proxy_redis_init")
    (param $service i32) (param $service_len i32) (param $user i32) (param $user_len i32)
    (param $password i32) (param $password_len i32) (param $timeout i32) (result i32)
    (local $frame_len i32) (local $record i32) (local $at i32)
    ;; InvalidMemoryAccess.
    (if (i32.eqz (call $inside (local.get $service) (local.get $service_len))) (then (return (i32.const 6))))
    (if (i32.eqz (call $inside (local.get $user) (local.get $user_len))) (then (return (i32.const 6))))
    (if (i32.eqz (call $inside (local.get $password) (local.get $password_len))) (then (return (i32.const 6))))
    (local.set $frame_len
      (i32.add
        (i32.add (i32.add (i32.const 16) (local.get $service_len)) (local.get $user_len))
        (local.get $password_len)))
    (local.set $record
      (call $record_for
        (local.get $service)
        (call $name_len (local.get $service) (local.get $service_len))
        (local.get $frame_len)))
    ;; InternalFailure.
    (if (i32.eqz (local.get $record)) (then (return (i32.const 10))))
    (i32.store $own offset=8 (local.get $record) (local.get $timeout))
    (i32.store $own offset=12 (local.get $record) (local.get $frame_len))
    (i32.store $own offset=16 (local.get $record) (local.get $timeout))
    (local.set $at (i32.add (local.get $record) (i32.const 20)))
    (local.set $at (call $put (local.get $at) (local.get $service) (local.get $service_len)))
    (local.set $at (call $put (local.get $at) (local.get $user) (local.get $user_len)))
    (drop (call $put (local.get $at) (local.get $password) (local.get $password_len)))
    (i32.const 0))

  ;; A service that was never initialised is called without a password and with a second of time, as on Higress.
  (func $find_or_init (param $service i32) (param $service_len i32) (result i32)
    (local $record i32)
    (local.set $record (call $find (local.get $service) (local.get $service_len)))
    (if (local.get $record) (then (return (local.get $record))))
    (drop
      (call $redis_init
        (local.get $service) (local.get $service_len) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
        (i32.const 1000)))
    (call $find (local.get $service) (local.get $service_len)))

  ;; Writes the arguments of the call: a word for the token, an empty trailer map, cluster, headers, body.
  (func $write_call (param $to i32) (param $record i32) (param $query i32) (param $query_len i32)
    (i64.store $own (local.get $to) (i64.const 0))
    (local.set $to (i32.add (local.get $to) (i32.const 8)))
    (memory.copy $own $own (local.get $to) (i32.const 4) (i32.load $own (i32.const 0)))
    (local.set $to (i32.add (local.get $to) (i32.load $own (i32.const 0))))
    (memory.copy $own $own (local.get $to) (global.get $HEADERS) (global.get $HEADERS_LEN))
    (local.set $to (i32.add (local.get $to) (global.get $HEADERS_LEN)))
    (memory.copy $own $own
      (local.get $to) (i32.add (local.get $record) (i32.const 16)) (i32.load $own offset=12 (local.get $record)))
    (local.set $to (i32.add (local.get $to) (i32.load $own offset=12 (local.get $record))))
    (memory.copy $own $guest (local.get $to) (local.get $query) (local.get $query_len)))

  ;; Makes the call from the start of the plugin's memory, whose content is kept meanwhile. The token is
  ;; left at the start of the scratch.
  (func $call_from_start (param $call i32) (param $call_len i32) (param $body_len i32) (param $timeout i32)
    (result i32)
    (local $kept i32) (local $status i32) (local $headers i32) (local $body i32)
    (local.set $kept (i32.add (local.get $call) (local.get $call_len)))
    (local.set $headers (i32.add (i32.const 8) (i32.load $own (i32.const 0))))
    (local.set $body (i32.add (local.get $headers) (global.get $HEADERS_LEN)))
    (memory.copy $own $guest (local.get $kept) (i32.const 0) (local.get $call_len))
    (memory.copy $guest $own (i32.const 0) (local.get $call) (local.get $call_len))
    (local.set $status
      (call $http_call
        (i32.const 8) (i32.load $own (i32.const 0))
        (local.get $headers) (global.get $HEADERS_LEN)
        (local.get $body) (local.get $body_len)
        (i32.const 4) (i32.const 4)
        (local.get $timeout)
        (i32.const 0)))
    (i32.store $own (local.get $call) (i32.load $guest (i32.const 0)))
    (memory.copy $guest $own (i32.const 0) (local.get $kept) (local.get $call_len))
    (local.get $status))

  (func (export "env.proxy_redis_call")
    (param $service i32) (param $service_len i32) (param $query i32) (param $query_len i32) (param $token_to i32)
    (result i32)
    (local $record i32) (local $body_len i32) (local $len i64) (local $call i32) (local $status i32) (local $token i32)
    (if (i32.eqz (call $inside (local.get $service) (local.get $service_len))) (then (return (i32.const 6))))
    (if (i32.eqz (call $inside (local.get $query) (local.get $query_len))) (then (return (i32.const 6))))
    (if (i32.eqz (call $inside (local.get $token_to) (i32.const 4))) (then (return (i32.const 6))))
    (call $prepend)
    (local.set $record (call $find_or_init (local.get $service) (local.get $service_len)))
    (if (i32.eqz (local.get $record)) (then (return (i32.const 10))))

    (local.set $body_len (i32.add (i32.load $own offset=12 (local.get $record)) (local.get $query_len)))
    (local.set $len
      (i64.add
        (i64.extend_i32_u (i32.add (i32.add (i32.const 8) (i32.load $own (i32.const 0))) (global.get $HEADERS_LEN)))
        (i64.extend_i32_u (local.get $body_len))))
    (if (i64.gt_u (local.get $len) (i64.shl (i64.extend_i32_u (memory.size $guest)) (i64.const 16)))
      (then (return (i32.const 10))))
    (local.set $call (global.get $records_end))
    (if
      (i32.eqz
        (call $reach
          (i64.add (i64.extend_i32_u (local.get $call)) (i64.shl (local.get $len) (i64.const 1)))))
      (then (return (i32.const 10))))

    (call $write_call (local.get $call) (local.get $record) (local.get $query) (local.get $query_len))
    (local.set $status
      (call $call_from_start
        (local.get $call) (i32.wrap_i64 (local.get $len)) (local.get $body_len)
        (i32.load $own offset=8 (local.get $record))))
    (if (local.get $status) (then (return (local.get $status))))
    (local.set $token (i32.load $own (local.get $call)))
    (i32.store $guest (local.get $token_to) (local.get $token))
    (i32.store $own (call $slot (local.get $token)) (i32.add (local.get $token) (i32.const 1)))
    (i32.const 0))

  ;; Where it stands whether a token is one of ours. An older call whose answer never came gives way.
  (func $slot (param $token i32) (result i32)
    (i32.add
      (global.get $TOKENS)
      (i32.shl (i32.and (local.get $token) (i32.const 0x3ffff)) (i32.const 2))))

  (func (export "guest.proxy_on_http_call_response")
    (param $root i32) (param $token i32) (param $headers i32) (param $body_size i32) (param $trailers i32)
    (local $slot i32)
    (local.set $slot (call $slot (local.get $token)))
    (if (i32.ne (i32.load $own (local.get $slot)) (i32.add (local.get $token) (i32.const 1)))
      (then
        (call $on_http_call_response
          (local.get $root) (local.get $token) (local.get $headers) (local.get $body_size) (local.get $trailers))
        (return)))
    (i32.store $own (local.get $slot) (i32.const 0))
    (global.set $reply (i32.eq (local.get $trailers) (i32.const 1)))
    (call $on_redis_call_response
      (local.get $root) (local.get $token)
      (i32.eqz (global.get $reply))
      (select (local.get $body_size) (i32.const 0) (global.get $reply)))
    (global.set $reply (i32.const 0)))

  ;; Buffer 9 is the reply of Redis; here it is the body of the call's answer, buffer 4.
  (func (export "env.proxy_get_buffer_bytes")
    (param $buffer i32) (param $start i32) (param $max i32) (param $data_to i32) (param $size_to i32) (result i32)
    (if (i32.eq (local.get $buffer) (i32.const 9))
      (then
        ;; NotFound.
        (if (i32.eqz (global.get $reply)) (then (return (i32.const 1))))
        (local.set $buffer (i32.const 4))))
    (call $get_buffer_bytes
      (local.get $buffer) (local.get $start) (local.get $max) (local.get $data_to) (local.get $size_to))))
