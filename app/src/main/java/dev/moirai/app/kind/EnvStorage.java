package dev.moirai.app.kind;

import dev.moirai.app.schema.EntryId;
import dev.moirai.app.schema.Field;
import dev.moirai.app.schema.Kind;
import dev.moirai.app.schema.Role;
import dev.moirai.app.schema.Struct;
import dev.moirai.app.schema.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An {@code env.storage.*}: where values of environment variables are. */
public sealed interface EnvStorage {
    /** The environment this program was started in. */
    record Os() implements EnvStorage {
        /** The description of {@code env.storage.os}. */
        public static final Kind<Os> KIND = new Kind<>(
                "env.storage.os",
                "The environment of the operating system. It can be read and not changed.",
                single("env.storage.os", ""),
                Set.of(Role.ENV_STORAGE),
                Struct.of(List.of(), _ -> new Os()));
    }

    /** Kept in memory, gone with the program. */
    record Memory() implements EnvStorage {
        /** The description of {@code env.storage.memory}. */
        public static final Kind<Memory> KIND = new Kind<>(
                "env.storage.memory",
                "Values that programs set, kept in memory until the application ends.",
                single("env.storage.memory", ""),
                Set.of(Role.ENV_STORAGE),
                Struct.of(List.of(), _ -> new Memory()));
    }

    /**
     * A file of {@code NAME=value} lines.
     *
     * @param path relative to the folder of the project, and below it
     * @param autoCreate whether the file is made when a value is first set
     */
    record InFile(String path, boolean autoCreate) implements EnvStorage {
        private static final Field<String> PATH = Field.required(
                        "path",
                        new Type.FilePath("the path of a file below the folder of the project, such as .env"),
                        "The file, relative to the folder of the project.")
                .alias("file_path");
        private static final Field<Boolean> AUTO_CREATE = Field.withDefault(
                "auto_create",
                new Type.Flag(),
                true,
                "true",
                "Whether the file is made when a value is first set; if not, setting is refused while there is none.");
        private static final String OWNER_ONLY = "a file made here can be read by its owner only";
        private static final Field<Optional<String>> FILE_MODE =
                Field.withoutEffect("file_mode", new Type.Text("a file mode"), OWNER_ONLY);
        private static final Field<Optional<String>> DIR_MODE =
                Field.withoutEffect("dir_mode", new Type.Text("a folder mode"), OWNER_ONLY);

        /** The description of {@code env.storage.file}. */
        public static final Kind<InFile> KIND = new Kind<>(
                "env.storage.file",
                "A file with lines such as `NAME=value`.",
                single("env.storage.file", "    path: .env\n"),
                Set.of(Role.ENV_STORAGE),
                Struct.of(
                        List.of(PATH, AUTO_CREATE, FILE_MODE, DIR_MODE),
                        values -> new InFile(values.get(PATH), values.get(AUTO_CREATE))));
    }

    /**
     * Values written in the project.
     *
     * @param values by name
     */
    record Static(Map<String, String> values) implements EnvStorage {
        private static final Field<Map<String, String>> VALUES =
                Field.required("values", new Type.MapOf<>(new Type.Text("text"), "names"), "The values by name.");

        /** The description of {@code env.storage.static}. */
        public static final Kind<Static> KIND = new Kind<>(
                "env.storage.static",
                "Values written right here. They cannot be changed.",
                single("env.storage.static", "    values:\n      REGION: eu\n"),
                Set.of(Role.ENV_STORAGE),
                Struct.of(List.of(VALUES), values -> new Static(values.get(VALUES))));
    }

    /**
     * Several storages asked in order.
     *
     * @param storages the first that has a value gives it; a new value is put into the first
     */
    record Router(List<EntryId> storages) implements EnvStorage {
        private static final Field<List<EntryId>> STORAGES = Field.required(
                "storages",
                Type.ListOf.of(Type.Ref.to(Role.ENV_STORAGE)),
                "Storages in the order they are asked; values are set in the first.");

        /** The description of {@code env.storage.router}. */
        public static final Kind<Router> KIND = new Kind<>(
                "env.storage.router",
                "Several storages asked in order.",
                """
                version: "1.0"
                namespace: app
                entries:
                  - name: settings
                    kind: env.storage.memory
                  - name: os_env
                    kind: env.storage.os
                  - name: env
                    kind: env.storage.router
                    storages: [app:settings, app:os_env]
                """,
                Set.of(Role.ENV_STORAGE),
                Struct.of(List.of(STORAGES), values -> new Router(values.get(STORAGES))));
    }

    private static String single(String kind, String fields) {
        return "version: \"1.0\"\nnamespace: app\nentries:\n  - name: settings\n    kind: " + kind + "\n" + fields;
    }
}
