package dev.moirai.app.kind;

import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Kinds;
import java.util.List;

/** The kinds this module brings. Others are added to them where the program is composed. */
public final class CoreKinds {
    /** All of them. */
    public static final Kinds ALL = Kinds.of(List.<Kind<?>>of(
            ProcessHost.KIND,
            TerminalHost.KIND,
            ProcessService.KIND,
            ProcessSupervisor.KIND,
            RegistryEntry.KIND,
            EnvVariable.KIND,
            EnvStorage.Os.KIND,
            EnvStorage.Memory.KIND,
            EnvStorage.InFile.KIND,
            EnvStorage.Static.KIND,
            EnvStorage.Router.KIND,
            MemoryStore.KIND,
            GroupScope.KIND,
            SecurityPolicy.KIND));

    private CoreKinds() {}
}
