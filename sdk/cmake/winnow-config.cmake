# find_package(winnow 1 REQUIRED): the target winnow::sdk (headers only, nothing is linked) and winnow_add_plugin().
include(${CMAKE_CURRENT_LIST_DIR}/winnow-targets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/WinnowPlugin.cmake)
