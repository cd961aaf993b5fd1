"""Avahi as far as hub/room.c speaks to it, on the bus of DBUS_SYSTEM_BUS_ADDRESS, which must be
one of the test's own: never the computer's.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import threading

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

AVAHI = "org.freedesktop.Avahi"
INTERFACES = Gio.DBusNodeInfo.new_for_xml(f"""<node>
<interface name="{AVAHI}.Server">
 <method name="ServiceBrowserNew"><arg direction="in" type="i"/><arg direction="in" type="i"/><arg direction="in" type="s"/>
  <arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="out" type="o"/></method>
 <method name="ResolveService"><arg direction="in" type="i"/><arg direction="in" type="i"/><arg direction="in" type="s"/>
  <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="i"/><arg direction="in" type="u"/>
  <arg direction="out" type="i"/><arg direction="out" type="i"/><arg direction="out" type="s"/><arg direction="out" type="s"/>
  <arg direction="out" type="s"/><arg direction="out" type="s"/><arg direction="out" type="i"/><arg direction="out" type="s"/>
  <arg direction="out" type="q"/><arg direction="out" type="aay"/><arg direction="out" type="u"/></method>
 <method name="EntryGroupNew"><arg direction="out" type="o"/></method>
 <method name="GetAlternativeServiceName"><arg direction="in" type="s"/><arg direction="out" type="s"/></method>
</interface>
<interface name="{AVAHI}.ServiceBrowser"><method name="Free"/></interface>
<interface name="{AVAHI}.EntryGroup">
 <method name="AddService"><arg direction="in" type="i"/><arg direction="in" type="i"/><arg direction="in" type="u"/>
  <arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="s"/><arg direction="in" type="s"/>
  <arg direction="in" type="q"/><arg direction="in" type="aay"/></method>
 <method name="Commit"/><method name="Reset"/><method name="Free"/>
</interface></node>""").interfaces


class FakeAvahi:
    """@services: name → (address, port), what is in the room."""

    def __init__(self, address, services=None):
        self.services = dict(services or {})
        self.announced = {}  # object path → (name, type, port), once it is committed
        self.added = {}
        self.browsers = []
        self.n = 0
        self.context = GLib.MainContext()
        self.loop = GLib.MainLoop(self.context)
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self.serve, args=(address,), daemon=True)
        self.thread.start()
        assert self.ready.wait(30), "the bus did not answer"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.loop.quit()
        self.thread.join(30)

    def serve(self, address):
        self.context.push_thread_default()
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.register("/", 0)
        self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                           GLib.Variant("(su)", (AVAHI, 0)), None, 0, -1, None)
        self.ready.set()
        self.loop.run()
        self.bus.close_sync(None)
        self.context.pop_thread_default()

    def register(self, path, which):
        self.bus.register_object(path, INTERFACES[which], self.on_call, None, None)

    def new_object(self, kind, which):
        self.n += 1
        path = f"/Client/{kind}{self.n}"
        self.register(path, which)
        return path

    def emit(self, to, path, interface, signal, arguments):
        self.bus.emit_signal(to, path, f"{AVAHI}.{interface}", signal, arguments)

    def item(self, to, browser, name, signal="ItemNew"):
        self.emit(to, browser, "ServiceBrowser", signal,
                  GLib.Variant("(iisssu)", (2, 0, name, "_vitrine-hub._tcp", "local", 0)))

    def leave(self, name):
        """The computer goes out of the room."""
        del self.services[name]
        for to, browser in self.browsers:
            self.item(to, browser, name, "ItemRemove")

    def on_call(self, _bus, sender, path, _interface, method, arguments, invocation):
        getattr(self, method)(sender, path, arguments.unpack(), invocation)

    def ServiceBrowserNew(self, sender, _path, arguments, invocation):
        browser = self.new_object("ServiceBrowser", 1)
        self.browsers.append((sender, browser))
        invocation.return_value(GLib.Variant("(o)", (browser,)))
        if arguments[2] == "_vitrine-hub._tcp":
            for name in self.services:
                self.item(sender, browser, name)
                self.item(sender, browser, name)  # on a second network
        self.emit(sender, browser, "ServiceBrowser", "AllForNow", None)

    def ResolveService(self, _sender, _path, arguments, invocation):
        name = arguments[2]
        if name not in self.services:
            invocation.return_dbus_error(f"{AVAHI}.TimeoutError", "Timeout reached")
            return
        address, port = self.services[name]
        invocation.return_value(GLib.Variant("(iissssisqaayu)", (2, 0, name, arguments[3], "local", "x.local", 0, address, port,
                                                               [], 0)))

    def EntryGroupNew(self, _sender, _path, _arguments, invocation):
        invocation.return_value(GLib.Variant("(o)", (self.new_object("EntryGroup", 2),)))

    def GetAlternativeServiceName(self, _sender, _path, arguments, invocation):
        invocation.return_value(GLib.Variant("(s)", (arguments[0] + " #2",)))

    def AddService(self, _sender, path, arguments, invocation):
        name, kind, port = arguments[3], arguments[4], arguments[7]
        if name in self.services:
            invocation.return_dbus_error(f"{AVAHI}.CollisionError", "Local name collision")
            return
        self.added[path] = (name, kind, port)
        invocation.return_value(None)

    def Commit(self, sender, path, _arguments, invocation):
        self.announced[path] = self.added[path]
        invocation.return_value(None)
        for state in (1, 2):
            self.emit(sender, path, "EntryGroup", "StateChanged", GLib.Variant("(is)", (state, "")))

    def Reset(self, _sender, path, _arguments, invocation):
        self.added.pop(path, None)
        invocation.return_value(None)

    def Free(self, _sender, path, _arguments, invocation):
        self.announced.pop(path, None)
        self.browsers = [(to, browser) for to, browser in self.browsers if browser != path]
        invocation.return_value(None)
