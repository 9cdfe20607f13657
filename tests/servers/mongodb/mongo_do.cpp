/// Runs database commands for the tests: one Extended JSON document a line on standard input, one canonical reply a
/// line on standard output. usage: mongo_do URL
#include <mongoc/mongoc.h>

#include <cstdio>
#include <iostream>
#include <string>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: mongo_do URL <COMMANDS\n", stderr);
    return 2;
  }
  mongoc_init();
  mongoc_log_set_handler(nullptr, nullptr);
  mongoc_client_t* const client = mongoc_client_new(argv[1]);
  if (client == nullptr) return 2;
  mongoc_uri_t* const uri = mongoc_uri_new(argv[1]);
  int status = 0;
  for (std::string line; status == 0 && std::getline(std::cin, line);) {
    if (line.empty()) continue;
    bson_error_t error;
    bson_t* const command = bson_new_from_json(reinterpret_cast<const std::uint8_t*>(line.data()),
                                               static_cast<ssize_t>(line.size()), &error);
    bson_t reply;
    if (command == nullptr) {
      std::fprintf(stderr, "mongo_do: %s: %s\n", error.message, line.c_str());
      return 2;
    }
    if (!mongoc_client_command_simple(client, mongoc_uri_get_database(uri), command, nullptr, &reply, &error)) {
      std::fprintf(stderr, "mongo_do: %s: %s\n", error.message, line.c_str());
      status = 1;
    }
    char* const text = bson_as_canonical_extended_json(&reply, nullptr);
    if (text != nullptr) std::puts(text);
    bson_free(text);
    bson_destroy(&reply);
    bson_destroy(command);
  }
  mongoc_uri_destroy(uri);
  mongoc_client_destroy(client);
  mongoc_cleanup();
  return status;
}
