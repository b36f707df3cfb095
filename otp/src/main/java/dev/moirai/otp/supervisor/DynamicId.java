package dev.moirai.otp.supervisor;

/** What a dynamic supervisor knows a child by: the id of its spec, which others may have too, and a number. */
record DynamicId(Object id, long number) {
    @Override
    public String toString() {
        return id + "#" + number;
    }
}
