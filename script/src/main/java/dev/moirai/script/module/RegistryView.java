package dev.moirai.script.module;

import com.google.re2j.Pattern;
import dev.moirai.app.schema.Entry;
import dev.moirai.app.schema.EntryId;
import dev.moirai.app.source.Data;
import dev.moirai.lua.Call;
import dev.moirai.lua.LuaString;
import dev.moirai.lua.LuaTable;
import dev.moirai.lua.Values;
import dev.moirai.script.format.LuaData;
import dev.moirai.script.format.Malformed;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.Portable;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.resource.EntryRegistry.Version;
import dev.moirai.script.text.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The entries of one version, as programs see them.
 *
 * <p>A filter names what must hold of an entry: {@code .kind}, {@code .name}, {@code .ns} and {@code .id}, in which {@code *}
 * stands for anything; {@code meta.x}, equal or, for a list, containing all of it; and before {@code meta.x} a sign: {@code ~}
 * matches the regular expression, {@code *} contains, {@code ^} begins with, {@code $} ends with. Other keys are ignored with
 * a warning.
 */
record RegistryView(Version version) implements Portable {
    private static final String META = "meta.";

    LuaTable entry(Call call, Entry<?> entry) {
        var data = new LuaData(call);
        LuaTable table = call.table(0, 4);
        table.put("id", call.string(entry.id().toString()));
        table.put("kind", call.string(entry.kind().name()));
        table.put("meta", data.toLua(entry.meta()));
        table.put("data", data.toLua(entry.data()));
        return table;
    }

    LuaTable get(Call call, EntryId id) throws Refusal {
        Permission.require(LuaProcess.of(call), "registry.get", id.toString(), " to get entry: " + id);
        Entry<?> entry = version.project().byId().get(id);
        if (entry == null) {
            throw Refusal.notFound("entry not found: " + id);
        }
        return entry(call, entry);
    }

    LuaTable entries(Call call) {
        return matching(call, List.of());
    }

    LuaTable namespace(Call call, String namespace) {
        return matching(call, List.of(entry -> entry.id().namespace().equals(namespace)));
    }

    private LuaTable matching(Call call, List<Predicate<Entry<?>>> conditions) {
        LuaTable found = call.table();
        for (Entry<?> entry : version.project().entries()) {
            call.charge(1L + conditions.size());
            if (conditions.stream().allMatch(condition -> condition.test(entry))
                    && Permission.isGiven(
                            LuaProcess.of(call), "registry.get", entry.id().toString(), null)) {
                found.put(found.length() + 1, entry(call, entry));
            }
        }
        return found;
    }

    LuaTable find(Call call, @Nullable Object filter) throws Refusal {
        if (filter == null) {
            return entries(call);
        }
        if (!(filter instanceof LuaTable fields)) {
            throw Refusal.invalid("a filter is a table such as {[\".kind\"] = \"registry.entry\"}, got a "
                    + Values.typeNameOf(filter));
        }
        var conditions = new ArrayList<Predicate<Entry<?>>>();
        for (int at = fields.positionAfter(null); at >= 0; at = fields.positionAfter(fields.keyAt(at))) {
            condition(call, Values.show(fields.keyAt(at)), fields.valueAt(at)).ifPresent(conditions::add);
        }
        return matching(call, conditions);
    }

    private static Optional<Predicate<Entry<?>>> condition(Call call, String key, @Nullable Object wanted)
            throws Refusal {
        switch (key) {
            case ".kind":
                return Optional.of(on(entry -> entry.kind().name(), wanted));
            case ".name":
                return Optional.of(on(entry -> entry.id().name(), wanted));
            case ".ns":
                return Optional.of(on(entry -> entry.id().namespace(), wanted));
            case ".id":
                return Optional.of(on(entry -> entry.id().toString(), wanted));
            default:
        }
        int meta = key.indexOf(META);
        if (meta == 0 || meta == 1 && "~*^$".indexOf(key.charAt(0)) >= 0) {
            return Optional.of(
                    meta(call, meta == 0 ? ' ' : key.charAt(0), key.substring(meta + META.length()), wanted));
        }
        LoggerFactory.getLogger(LuaProcess.of(call).program().id())
                .warn("registry.find ignores the key '{}': keys are .kind, .name, .ns, .id and meta.…", key);
        return Optional.empty();
    }

    @FunctionalInterface
    private interface Part {
        String of(Entry<?> entry);
    }

    private static Predicate<Entry<?>> on(Part part, @Nullable Object wanted) {
        String[] pieces = Values.show(wanted).split("\\*", -1);
        var pattern = new StringBuilder();
        for (int i = 0; i < pieces.length; i++) {
            pattern.append(i > 0 ? ".*" : "").append(Pattern.quote(pieces[i]));
        }
        Pattern compiled = Pattern.compile(pattern.toString(), Pattern.DOTALL);
        return entry -> compiled.matches(part.of(entry));
    }

    private static Predicate<Entry<?>> meta(Call call, char sign, String name, @Nullable Object wanted) throws Refusal {
        Data value;
        Regex regex;
        try {
            value = new LuaData(call).toData(wanted);
            regex = sign == '~' ? Regex.compile(Values.show(wanted)) : null;
        } catch (Malformed malformed) {
            throw Refusal.invalid("meta." + name + ": " + malformed.problem());
        } catch (Regex.Unusable unusable) {
            throw Refusal.invalid("meta." + name + ": " + unusable.problem());
        }
        String text = Values.show(wanted);
        return entry -> {
            Data found = entry.meta().values().get(name);
            return found != null
                    && switch (sign) {
                        case '~' -> regex != null && anyText(found, each -> matches(call, regex, each));
                        case '*' -> anyText(found, each -> each.contains(text));
                        case '^' -> anyText(found, each -> each.startsWith(text));
                        case '$' -> anyText(found, each -> each.endsWith(text));
                        default -> isEqual(found, value);
                    };
        };
    }

    private static boolean matches(Call call, Regex regex, String text) {
        try {
            return regex.search(call, LuaString.of(text)).find(call);
        } catch (Regex.Unusable _) {
            return false;
        }
    }

    private static boolean anyText(Data found, Predicate<String> test) {
        return switch (found) {
            case Data.Text(String text) -> test.test(text);
            case Data.Items(var items) -> items.stream().anyMatch(item -> anyText(item, test));
            default -> false;
        };
    }

    private static boolean isEqual(Data found, Data wanted) {
        if (wanted instanceof Data.Items(var parts)) {
            return found instanceof Data.Items(var items) && items.containsAll(parts);
        }
        if (wanted instanceof Data.Fields(var none) && none.isEmpty()) {
            return true;
        }
        return found.equals(wanted);
    }
}
