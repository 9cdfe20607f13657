//! keep-sample-rust: the rule of keep_sample.cpp, in Rust, over the C header alone. What follows first is the part of
//! winnow/plugin.h that a job needs; sizes are checked at the end against those that the header freezes.
use std::ffi::{c_char, c_void};
use std::ptr;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Text {
    data: *const u8,
    size: usize,
}
#[repr(C)]
pub struct Value {
    kind: i32,
    count: u32,
    number: i64, // the union: 16 bytes, of which a number takes the first eight
    rest: u64,
}
#[repr(C)]
pub struct Error {
    code: i32,
    message: [u8; 508],
}
#[repr(C)]
pub struct Item {
    key: Text,
    version: Text,
    obstacle: Text,
    time: i64,
    bytes: u64,
    fields: *const Value,
}
#[repr(C)]
pub struct Verdict {
    nominate: i32,
    reason: u32,
}
#[repr(C)]
pub struct SelectionSink {
    ctx: *mut c_void,
    select: extern "C" fn(*mut c_void, *const c_void) -> i32,
}
#[repr(C)]
pub struct Host {
    struct_size: u32,
    abi_minor: u32,
    ctx: *mut c_void,
    log: *const c_void,
    now: *const c_void,
    stopping: *const c_void,
    read_time: *const c_void,
    reason: extern "C" fn(*mut c_void, Text) -> u32,
    finding: *const c_void,
}
#[repr(C)]
pub struct Job {
    struct_size: u32,
    flags: u32,
    column: *const c_char,
    plan: extern "C" fn(*mut c_void, *const c_void, *const c_void, usize, *const SelectionSink, *mut Error) -> i32,
    review: extern "C" fn(*mut c_void, *const c_void, *const Item, usize, *mut Verdict, *mut Error) -> i32,
}
#[repr(C)]
pub struct OptionRow {
    struct_size: u32,
    kind: i32,
    element: i32,
    flags: u32,
    name: *const c_char,
    help: *const c_char,
    fallback: *const c_char,
    min: i64,
    max: i64,
}
#[repr(C)]
pub struct Plugin {
    struct_size: u32,
    reserved: u32,
    id: *const c_char,
    version: *const c_char,
    summary: *const c_char,
    options: *const *const OptionRow,
    job: *const Job,
    store: *const c_void,
    create: extern "C" fn(*const Host, *const Value, usize, *mut *mut c_void, *mut Error) -> i32,
    destroy: extern "C" fn(*mut c_void),
}
#[repr(C)]
pub struct Library {
    struct_size: u32,
    abi_minor: u32,
    plugins: *const *const Plugin,
}
/// Tables are data that nobody changes.
#[repr(transparent)]
pub struct Table<T>(T);
unsafe impl<T> Sync for Table<T> {}

const OK: i32 = 0;
const BAD_CONFIG: i32 = 1;
const STOPPED: i32 = 4;
const INT: i32 = 2;
const RETENTION_REQUIRED: u32 = 1;

struct KeepSample {
    host: *const Host,
    one_in: u64,
}

fn hash_of(key: &[u8]) -> u64 {
    key.iter().fold(14695981039346656037, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(1099511628211))
}

fn bytes_of(text: &Text) -> &[u8] {
    if text.size == 0 { &[] } else { unsafe { std::slice::from_raw_parts(text.data, text.size) } }
}

extern "C" fn create(host: *const Host, config: *const Value, n: usize, made: *mut *mut c_void, error: *mut Error) -> i32 {
    unsafe {
        if n != 1 || (*config).kind != INT || (*config).number < 2 {
            let words = b"keep_one_in must be 2 or more\0";
            (*error).code = BAD_CONFIG;
            (&mut (*error).message)[..words.len()].copy_from_slice(words);
            return BAD_CONFIG;
        }
        let one_in = (*config).number as u64;
        *made = Box::into_raw(Box::new(KeepSample { host, one_in })).cast();
    }
    OK
}

extern "C" fn destroy(me: *mut c_void) {
    drop(unsafe { Box::from_raw(me.cast::<KeepSample>()) });
}

extern "C" fn plan(_: *mut c_void, base: *const c_void, _: *const c_void, _: usize, out: *const SelectionSink, _: *mut Error) -> i32 {
    let stop = unsafe { ((*out).select)((*out).ctx, base) };
    if stop == 0 { OK } else { STOPPED }
}

extern "C" fn review(me: *mut c_void, _: *const c_void, items: *const Item, n: usize, verdicts: *mut Verdict, _: *mut Error) -> i32 {
    if n == 0 {
        return OK;
    }
    let me = unsafe { &*me.cast::<KeepSample>() };
    let (items, verdicts) =
        unsafe { (std::slice::from_raw_parts(items, n), std::slice::from_raw_parts_mut(verdicts, n)) };
    let words = "old, and not in the sample";
    let reason = unsafe { ((*me.host).reason)((*me.host).ctx, Text { data: words.as_ptr(), size: words.len() }) };
    for (item, verdict) in items.iter().zip(verdicts) {
        if hash_of(bytes_of(&item.key)) % me.one_in != 0 {
            *verdict = Verdict { nominate: 1, reason };
        }
    }
    OK
}

static ONE_IN: Table<OptionRow> = Table(OptionRow {
    struct_size: size_of::<OptionRow>() as u32,
    kind: INT,
    element: 0,
    flags: 0,
    name: c"keep_one_in".as_ptr(),
    help: c"one item in so many stays".as_ptr(),
    fallback: c"100".as_ptr(),
    min: 2,
    max: 1_000_000,
});
static OPTIONS: Table<[*const OptionRow; 2]> = Table([&ONE_IN.0, ptr::null()]);
static JOB: Table<Job> = Table(Job {
    struct_size: size_of::<Job>() as u32,
    flags: RETENTION_REQUIRED,
    column: c"created_at".as_ptr(),
    plan,
    review,
});
static PLUGIN: Table<Plugin> = Table(Plugin {
    struct_size: size_of::<Plugin>() as u32,
    reserved: 0,
    id: c"keep-sample-rust".as_ptr(),
    version: c"1.0.0".as_ptr(),
    summary: c"keeps one old item in so many as a sample".as_ptr(),
    options: OPTIONS.0.as_ptr(),
    job: &JOB.0,
    store: ptr::null(),
    create,
    destroy,
});
static PLUGINS: Table<[*const Plugin; 2]> = Table([&PLUGIN.0, ptr::null()]);
static LIBRARY: Table<Library> =
    Table(Library { struct_size: size_of::<Library>() as u32, abi_minor: 0, plugins: PLUGINS.0.as_ptr() });

#[no_mangle]
pub extern "C" fn winnow_library_v1(_host_minor: u32) -> *const Library {
    &LIBRARY.0
}

const _: () = assert!(size_of::<Host>() == 64 && size_of::<Job>() == 32 && size_of::<OptionRow>() == 56);
const _: () = assert!(size_of::<Plugin>() == 72 && size_of::<Library>() == 16 && size_of::<Item>() == 72);
const _: () = assert!(size_of::<Value>() == 24 && size_of::<Error>() == 512 && size_of::<Verdict>() == 8);
