// Maps files as SharedArrayBuffers and makes strings over mapped bytes, for every Node from 18.20 on, from one binary.
//
// Only Node-API functions of version 8 are linked; newer ones, and four functions of V8 that stand in where Node-API has
// none yet, are weak references: the dynamic loader resolves them or leaves them null, and `caps` says what there is.
// Knows nothing of component files.
#define NAPI_VERSION 8
#include <node_api.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

#include <sys/mman.h>
#include <unistd.h>

#if __has_include(<sys/single_threaded.h>)
// libstdc++ asks the C library whether there are threads, which needs a C library of 2021; a definition of our own that
// says "there may be" keeps the binary loadable on older ones.
#include <sys/single_threaded.h>
extern "C" {
__attribute__((visibility("hidden"))) char __libc_single_threaded = 0;
}
#endif

#define IC_WEAK __attribute__((weak))

extern "C" {
IC_WEAK napi_status node_api_create_external_sharedarraybuffer(napi_env env, void* data, size_t length, void (*release)(void* data, void* hint), void* hint, napi_value* result);
IC_WEAK napi_status node_api_create_external_string_latin1(napi_env env, char* text, size_t length, napi_finalize finalize, void* hint, napi_value* result, bool* copied);
IC_WEAK napi_status node_api_create_external_string_utf16(napi_env env, char16_t* text, size_t length, napi_finalize finalize, void* hint, napi_value* result, bool* copied);
}

// Declarations that give the same mangled names as V8's own headers; the layouts do not matter, as only V8 looks inside.
namespace v8 {
class Isolate {
 public:
  IC_WEAK static Isolate* GetCurrent();
};
template <class T>
class Local {
 public:
  T* slot; // a napi_value is the same pointer
};
class BackingStore {
 public:
  IC_WEAK ~BackingStore();
};
class SharedArrayBuffer {
 public:
  IC_WEAK static std::unique_ptr<BackingStore> NewBackingStore(void* data, size_t length, void (*release)(void* data, size_t length, void* hint), void* hint);
  IC_WEAK static Local<SharedArrayBuffer> New(Isolate* isolate, std::shared_ptr<BackingStore> store);
};
}  // namespace v8

namespace {

constexpr size_t kLongestString = 536870888;
constexpr int32_t kCopyOnWrite = 1;
constexpr int32_t kArrayBuffer = 2;

enum class Shared { kNone, kNodeApi, kV8 };

Shared SharedWay() {
  if (node_api_create_external_sharedarraybuffer != nullptr) return Shared::kNodeApi;
  if (&v8::Isolate::GetCurrent != nullptr && &v8::SharedArrayBuffer::New != nullptr && &v8::SharedArrayBuffer::NewBackingStore != nullptr) return Shared::kV8;
  return Shared::kNone;
}

bool ExternalStrings() {
  return node_api_create_external_string_latin1 != nullptr && node_api_create_external_string_utf16 != nullptr;
}

napi_value Fail(napi_env env, const char* code, const char* text) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_error(env, code, text);
  return nullptr;
}

napi_value FailType(napi_env env, const char* text) {
  napi_throw_type_error(env, "ERR_INVALID_ARG_TYPE", text);
  return nullptr;
}

napi_value FailSystem(napi_env env, int number) {
  const char* code = "EIO";
  switch (number) {
    case EINVAL: code = "EINVAL"; break;
    case EBADF: code = "EBADF"; break;
    case EACCES: code = "EACCES"; break;
    case EPERM: code = "EPERM"; break;
    case ENODEV: code = "ENODEV"; break;
    case ENOMEM: code = "ENOMEM"; break;
    case EAGAIN: code = "EAGAIN"; break;
    default: break;
  }
  return Fail(env, code, strerror(number));
}

// Mapped pages; unmaps them once, when its last holder lets go.
struct Pages {
  void* start;
  size_t size;

  void Release() {
    munmap(start, size);
    delete this;
  }
};

void ReleaseShared(void*, void* hint) { static_cast<Pages*>(hint)->Release(); }
void ReleaseStore(void*, size_t, void* hint) { static_cast<Pages*>(hint)->Release(); }
void ReleaseBuffer(napi_env, void*, void* hint) { static_cast<Pages*>(hint)->Release(); }

size_t PageSize() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

// Takes the pages over: on failure they are released here.
napi_value WrapShared(napi_env env, Pages* pages) {
  if (SharedWay() == Shared::kNodeApi) {
    napi_value result = nullptr;
    if (node_api_create_external_sharedarraybuffer(env, pages->start, pages->size, ReleaseShared, pages, &result) == napi_ok) return result;
    pages->Release();
    return Fail(env, "ERR_IC_NO_EXTERNAL", "this runtime makes no SharedArrayBuffer over foreign memory");
  }
  std::shared_ptr<v8::BackingStore> store = v8::SharedArrayBuffer::NewBackingStore(pages->start, pages->size, ReleaseStore, pages);
  if (!store) {
    pages->Release();
    return Fail(env, "ERR_IC_NO_EXTERNAL", "this runtime makes no SharedArrayBuffer over foreign memory");
  }
  return reinterpret_cast<napi_value>(v8::SharedArrayBuffer::New(v8::Isolate::GetCurrent(), std::move(store)).slot);
}

napi_value WrapBuffer(napi_env env, Pages* pages, size_t skip, size_t length) {
  napi_value result = nullptr;
  napi_status status = napi_create_external_arraybuffer(env, static_cast<char*>(pages->start) + skip, length, ReleaseBuffer, pages, &result);
  if (status == napi_ok) return result;
  pages->Release();
  return Fail(env, "ERR_IC_NO_EXTERNAL", "this runtime makes no ArrayBuffer over foreign memory");
}

// A whole number of bytes out of a JavaScript number.
bool ReadSize(napi_env env, napi_value value, size_t* result) {
  double number = 0;
  if (napi_get_value_double(env, value, &number) != napi_ok) return false;
  if (!(number >= 0) || number > 9007199254740991.0 || number != static_cast<double>(static_cast<uint64_t>(number))) return false;
  *result = static_cast<size_t>(number);
  return true;
}

// mapFd(fd, offset, length, mode) → SharedArrayBuffer, or ArrayBuffer with mode bit 2; mode bit 1: copy on write.
napi_value MapFd(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4];
  int32_t descriptor = -1;
  int32_t mode = 0;
  size_t offset = 0;
  size_t length = 0;
  if (napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr) != napi_ok || count < 4 || napi_get_value_int32(env, arguments[0], &descriptor) != napi_ok ||
      !ReadSize(env, arguments[1], &offset) || !ReadSize(env, arguments[2], &length) || napi_get_value_int32(env, arguments[3], &mode) != napi_ok) {
    return FailType(env, "mapFd takes a descriptor, an offset, a length and a mode");
  }
  // Not fstat: its symbol would bind the binary to C libraries from 2021 on. What cannot be mapped mmap refuses.
  off_t end = lseek(descriptor, 0, SEEK_END);
  if (end < 0) return FailSystem(env, errno == ESPIPE ? ENODEV : errno);
  size_t size = static_cast<size_t>(end);
  size_t skip = offset % PageSize();
  bool buffer = (mode & kArrayBuffer) != 0;
  if (length == 0 || offset > size || length > size - offset || (skip != 0 && !buffer)) return FailSystem(env, EINVAL);
  if (!buffer && SharedWay() == Shared::kNone) return Fail(env, "ERR_IC_NO_EXTERNAL", "this runtime makes no SharedArrayBuffer over foreign memory");
  bool copies = (mode & kCopyOnWrite) != 0;
  Pages* pages = new (std::nothrow) Pages{nullptr, length + skip};
  if (pages == nullptr) return FailSystem(env, ENOMEM);
  pages->start = mmap(nullptr, pages->size, copies ? PROT_READ | PROT_WRITE : PROT_READ, copies ? MAP_PRIVATE : MAP_SHARED, descriptor, static_cast<off_t>(offset - skip));
  if (pages->start == MAP_FAILED) {
    int number = errno;
    delete pages;
    return FailSystem(env, number);
  }
  return buffer ? WrapBuffer(env, pages, skip, length) : WrapShared(env, pages);
}

// Bytes of a Uint8Array.
bool ReadView(napi_env env, napi_value value, void** data, size_t* length) {
  bool typed = false;
  napi_typedarray_type type;
  napi_value buffer;
  size_t offset;
  if (napi_is_typedarray(env, value, &typed) != napi_ok || !typed) return false;
  return napi_get_typedarray_info(env, value, &type, length, data, &buffer, &offset) == napi_ok && type == napi_uint8_array;
}

void DropView(napi_env env, void*, void* hint) { napi_delete_reference(env, static_cast<napi_ref>(hint)); }

// externalString(view, twoByte) → string over the view's bytes. The string keeps the view, and so the mapping, alive.
napi_value ExternalString(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  void* data = nullptr;
  size_t size = 0;
  bool wide = false;
  if (napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr) != napi_ok || count < 2 || !ReadView(env, arguments[0], &data, &size) || napi_get_value_bool(env, arguments[1], &wide) != napi_ok) {
    return FailType(env, "externalString takes a Uint8Array and a boolean");
  }
  size_t length = wide ? size / 2 : size;
  if (length == 0 || length > kLongestString || (wide && (size % 2 != 0 || reinterpret_cast<uintptr_t>(data) % 2 != 0))) {
    napi_throw_range_error(env, "ERR_OUT_OF_RANGE", "a text has 1 to 536870888 characters; two-byte ones start and end at even places");
    return nullptr;
  }
  if (!ExternalStrings()) return Fail(env, "ENOSYS", "this runtime makes no external strings");
  napi_ref reference = nullptr;
  if (napi_create_reference(env, arguments[0], 1, &reference) != napi_ok) return Fail(env, "ENOMEM", "no reference");
  napi_value result = nullptr;
  bool copied = false;
  napi_status status = wide ? node_api_create_external_string_utf16(env, static_cast<char16_t*>(data), length, DropView, reference, &result, &copied)
                            : node_api_create_external_string_latin1(env, static_cast<char*>(data), length, DropView, reference, &result, &copied);
  if (status != napi_ok) {
    napi_delete_reference(env, reference);
    return Fail(env, "ERR_IC_NO_EXTERNAL", "no external string");
  }
  // A runtime that copied instead has already called DropView; the copy is as good.
  return result;
}

// advise(view, what): 0 needed soon, 1 used at random. Gives 0 or the number of the error.
napi_value Advise(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  void* data = nullptr;
  size_t size = 0;
  int32_t what = -1;
  if (napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr) != napi_ok || count < 2 || !ReadView(env, arguments[0], &data, &size) ||
      napi_get_value_int32(env, arguments[1], &what) != napi_ok || what < 0 || what > 1) {
    return FailType(env, "advise takes a Uint8Array and 0 or 1");
  }
  uintptr_t start = reinterpret_cast<uintptr_t>(data) / PageSize() * PageSize();
  int failed = madvise(reinterpret_cast<void*>(start), reinterpret_cast<uintptr_t>(data) + size - start, what == 0 ? MADV_WILLNEED : MADV_RANDOM);
  napi_value result = nullptr;
  napi_create_int32(env, failed == 0 ? 0 : errno, &result);
  return result;
}

// caps() → what this runtime gives.
napi_value Caps(napi_env env, napi_callback_info) {
  const char* names[] = {"none", "napi", "v8"};
  napi_value result;
  napi_value value;
  if (napi_create_object(env, &result) != napi_ok) return Fail(env, "ENOMEM", "no object");
  napi_create_string_utf8(env, names[static_cast<int>(SharedWay())], NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, result, "shared", value);
  napi_get_boolean(env, ExternalStrings(), &value);
  napi_set_named_property(env, result, "externalStrings", value);
  napi_create_double(env, static_cast<double>(PageSize()), &value);
  napi_set_named_property(env, result, "pageSize", value);
  return result;
}

void Export(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function) == napi_ok) napi_set_named_property(env, exports, name, function);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int32_t node_api_module_get_api_version_v1() { return 8; }

extern "C" __attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  Export(env, exports, "caps", Caps);
  Export(env, exports, "mapFd", MapFd);
  Export(env, exports, "externalString", ExternalString);
  Export(env, exports, "advise", Advise);
  return exports;
}
