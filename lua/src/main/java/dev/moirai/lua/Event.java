package dev.moirai.lua;

/** An event that a metamethod can answer. */
public enum Event {
    INDEX("__index"),
    NEWINDEX("__newindex"),
    CALL("__call"),
    ADD("__add"),
    SUB("__sub"),
    MUL("__mul"),
    MOD("__mod"),
    POW("__pow"),
    DIV("__div"),
    IDIV("__idiv"),
    BAND("__band"),
    BOR("__bor"),
    BXOR("__bxor"),
    SHL("__shl"),
    SHR("__shr"),
    UNM("__unm"),
    BNOT("__bnot"),
    CONCAT("__concat"),
    LEN("__len"),
    EQ("__eq"),
    LT("__lt"),
    LE("__le"),
    CLOSE("__close"),
    TOSTRING("__tostring"),
    NAME("__name"),
    PAIRS("__pairs"),
    METATABLE("__metatable"),
    MODE("__mode");

    private final LuaString key;
    private final int bit;

    Event(String key) {
        this.key = LuaString.of(key).canonical();
        this.bit = 1 << ordinal();
    }

    /** The key in a metatable. */
    public LuaString key() {
        return key;
    }

    int bit() {
        return bit;
    }
}
