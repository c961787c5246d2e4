"""The entry form behind its pages: what a small provider types, and the file that is made of it each night.

layout    which items are asked where, in which words, with which choices
store     clients and episodes as they were typed
extract   their rows as a file of the agency
check     the rules on the rows of one client
send      the agency's file, into its drop folder
"""
