package dev.moirai.script.resource;

import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where values of variables are. Used from any thread. */
interface VariableStorage {
    /** The environment this program was started in. */
    VariableStorage OPERATING_SYSTEM = new Fixed("the environment of the operating system") {
        @Override
        public Optional<String> get(String name) {
            return Optional.ofNullable(System.getenv(name));
        }
    };

    Optional<String> get(String name) throws Refusal;

    void set(String name, String value) throws Refusal;

    /** Forgotten when the program ends. */
    static VariableStorage inMemory() {
        var values = new ConcurrentHashMap<String, String>();
        return new VariableStorage() {
            @Override
            public Optional<String> get(String name) {
                return Optional.ofNullable(values.get(name));
            }

            @Override
            public void set(String name, String value) {
                values.put(name, value);
            }
        };
    }

    /** Values that were written in the project. */
    static VariableStorage of(Map<String, String> values) {
        return new Fixed("a static storage") {
            @Override
            public Optional<String> get(String name) {
                return Optional.ofNullable(values.get(name));
            }
        };
    }

    /** Asks each in order; values are set in the first. */
    static VariableStorage firstOf(List<VariableStorage> storages) {
        return new VariableStorage() {
            @Override
            public Optional<String> get(String name) throws Refusal {
                for (VariableStorage storage : storages) {
                    Optional<String> value = storage.get(name);
                    if (value.isPresent()) {
                        return value;
                    }
                }
                return Optional.empty();
            }

            @Override
            public void set(String name, String value) throws Refusal {
                storages.getFirst().set(name, value);
            }
        };
    }

    /** A storage that programs cannot change. */
    abstract class Fixed implements VariableStorage {
        private final String what;

        Fixed(String what) {
            this.what = what;
        }

        @Override
        public final void set(String name, String value) throws Refusal {
            throw new Refusal(
                    ErrorValue.Kind.PERMISSION_DENIED,
                    "the variable '" + name + "' is in " + what + ", which cannot be changed");
        }
    }
}
