package dev.moirai.script.module;

import dev.moirai.lua.Call;
import dev.moirai.lua.LuaError;
import dev.moirai.lua.LuaTable;
import dev.moirai.script.process.Context;
import dev.moirai.script.process.ErrorValue;
import dev.moirai.script.process.LuaProcess;
import dev.moirai.script.process.ObjectType;
import dev.moirai.script.process.Parcel;
import dev.moirai.script.process.Refusal;
import dev.moirai.script.security.Actor;
import dev.moirai.script.security.Policies;
import dev.moirai.script.security.Policy;
import dev.moirai.script.security.Query;
import dev.moirai.script.security.Scope;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code security}: who a process is, and what it may do. */
final class SecurityModule {
    static final ObjectType<Actor> ACTOR = ObjectType.named("security.Actor", Actor.class)
            .getter("id", (call, actor) -> call.string(actor.id()))
            .getter("meta", (call, actor) -> actor.meta().unpack(0, call.environment()))
            .text((_, actor) -> "security.Actor{" + actor.id() + "}")
            .build();

    static final ObjectType<Policy> POLICY = ObjectType.named("security.Policy", Policy.class)
            .getter("id", (call, policy) -> call.string(policy.id()))
            .method("evaluate", (call, policy) -> {
                var effect = policy.answer(query(call));
                call.returns(call.string(effect == null ? "undefined" : word(effect)));
            })
            .text((_, policy) -> "security.Policy{" + policy + "}")
            .build();

    static final ObjectType<Scope> SCOPE = ObjectType.named("security.Scope", Scope.class)
            .method("with", (call, scope) -> call.returns(SecurityModule.SCOPE.wrap(scope.with(POLICY.check(call, 2)))))
            .method(
                    "without",
                    (call, scope) -> call.returns(SecurityModule.SCOPE.wrap(scope.without(policyId(call, 2)))))
            .method("contains", (call, scope) -> call.returns(scope.contains(policyId(call, 2))))
            .method("evaluate", (call, scope) -> call.returns(call.string(word(scope.evaluate(query(call))))))
            .method("policies", (call, scope) -> {
                LuaTable list = call.table(scope.policies().size(), 0);
                for (Policy policy : scope.policies()) {
                    list.put(list.length() + 1, POLICY.wrap(policy));
                }
                call.returns(list);
            })
            .build();

    static final LuaModule MODULE = LuaModule.named("security")
            .function("actor", call -> {
                Actor actor = LuaProcess.of(call).context().credentials().actor();
                call.returns(actor == null ? null : ACTOR.wrap(actor));
            })
            .function("scope", call -> {
                Scope scope = LuaProcess.of(call).context().credentials().scope();
                call.returns(scope == null ? null : SCOPE.wrap(scope));
            })
            .function("can", SecurityModule::can)
            .fallible("new_actor", SecurityModule::newActor)
            .fallible("new_scope", SecurityModule::newScope)
            .fallible("policy", SecurityModule::policy)
            .fallible("named_scope", SecurityModule::namedScope)
            .build();

    private SecurityModule() {}

    /** {@code security.can(action, resource, meta?)}; false for who has neither actor nor scope, though all is open to it. */
    private static void can(Call call) {
        LuaProcess process = LuaProcess.of(call);
        String action = call.checkString(1).toString();
        String resource = call.checkString(2).toString();
        LuaTable meta = call.isNoneOrNil(3) ? null : call.checkTable(3);
        var credentials = process.context().credentials();
        boolean anonymous = credentials.actor() == null && credentials.scope() == null;
        call.returns(!anonymous && Permission.isGiven(process, action, resource, meta));
    }

    private static void newActor(Call call) throws Refusal {
        String id = call.isNoneOrNil(1) ? "" : call.checkString(1).toString();
        if (id.isEmpty()) {
            throw Refusal.invalid("actor id is required");
        }
        LuaTable meta = call.isNoneOrNil(2) ? call.table() : call.checkTable(2);
        call.returns(ACTOR.wrap(new Actor(id, Parcel.of(meta))));
    }

    private static void newScope(Call call) throws Refusal {
        var policies = new ArrayList<Policy>();
        if (!call.isNoneOrNil(1)) {
            LuaTable list = call.checkTable(1);
            for (long i = 1; i <= list.length(); i++) {
                Policy policy = POLICY.cast(list.get(i));
                if (policy == null) {
                    throw Refusal.invalid("a scope is made of policies, as security.policy(id) gives them");
                }
                policies.add(policy);
            }
        }
        call.returns(SCOPE.wrap(new Scope(policies)));
    }

    private static void policy(Call call) throws Refusal {
        String id = call.checkString(1).toString();
        Policy policy = policies(call).find(id).orElse(null);
        if (policy == null) {
            throw Refusal.notFound("policy not found: there is no security.policy entry '" + id + "'");
        }
        call.returns(POLICY.wrap(policy));
    }

    private static void namedScope(Call call) throws Refusal {
        String group = call.checkString(1).toString();
        Scope scope = policies(call).group(group);
        if (scope == null) {
            throw Refusal.notFound("no policy is in a group '" + group + "'");
        }
        call.returns(SCOPE.wrap(scope));
    }

    private static Policies policies(Call call) {
        return LuaProcess.of(call).runtime().shared(Policies.class);
    }

    /** {@code evaluate(actor, action, resource, meta?)} of an object. */
    private static Query query(Call call) {
        @Nullable Actor actor = call.isNoneOrNil(2) ? null : ACTOR.check(call, 2);
        return new Query(
                actor,
                call.checkString(3).toString(),
                call.checkString(4).toString(),
                call.isNoneOrNil(5) ? null : call.checkTable(5),
                call.environment());
    }

    private static String policyId(Call call, int index) {
        Policy policy = POLICY.cast(call.get(index));
        return policy == null ? call.checkString(index).toString() : policy.id();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    // ---- for spawners and executors

    /** {@code context} as another actor's; raises an error if the caller may not change who acts. */
    static Context withActor(Call call, int index, Context context, String action) {
        requireChange(call, action);
        return context.with(context.credentials().withActor(ACTOR.check(call, index)));
    }

    /** {@code context} under another scope; raises an error if the caller may not change what applies. */
    static Context withScope(Call call, int index, Context context, String action) {
        requireChange(call, action);
        return context.with(context.credentials().withScope(SCOPE.check(call, index)));
    }

    private static void requireChange(Call call, String action) {
        if (!Permission.isGiven(LuaProcess.of(call), action, "security", null)) {
            throw LuaError.of(ErrorValue.of(
                            ErrorValue.Kind.PERMISSION_DENIED,
                            "not allowed to act with another actor or scope: no policy allows " + action
                                    + " on 'security'")
                    .toLua());
        }
    }
}
