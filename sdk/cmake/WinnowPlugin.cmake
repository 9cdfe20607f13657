# winnow_add_plugin(NAME SOURCES... [LINK libraries...])
#
# Builds one plugin library: hidden visibility, no "lib" prefix, placed where winnow looks for plugins.
function(winnow_add_plugin name)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_library(${name} MODULE ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE winnow::sdk ${arg_LINK})
  target_compile_features(${name} PRIVATE cxx_std_20)
  set_target_properties(${name} PROPERTIES
    PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/winnow/plugins)
  install(TARGETS ${name} DESTINATION ${CMAKE_INSTALL_LIBDIR}/winnow/plugins)
endfunction()
