# winnow_add_plugin(NAME SOURCES... [LINK libraries...])
#
# Builds one plugin library from C or C++: hidden visibility, no "lib" prefix, in lib/winnow/plugins of the build tree,
# and installed where winnow looks for plugins. NAME must be the id of the plugin.
function(winnow_add_plugin name)
  include(GNUInstallDirs)
  cmake_parse_arguments(arg "" "" "LINK" ${ARGN})
  add_library(${name} MODULE ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE winnow::sdk ${arg_LINK})
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(CXX IN_LIST languages)
    target_compile_features(${name} PRIVATE cxx_std_20)
  endif()
  if(C IN_LIST languages)
    target_compile_features(${name} PRIVATE c_std_11)
  endif()
  set_target_properties(${name} PROPERTIES
    PREFIX "" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/winnow/plugins)
  install(TARGETS ${name} DESTINATION ${CMAKE_INSTALL_LIBDIR}/winnow/plugins)
endfunction()
