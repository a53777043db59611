package mc.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mc.testing.Hostile;
import mc.text.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of event comes back from the log as it went in, whatever its texts hold and whichever of them are absent. */
class EventJsonTest {

    private static final int ROUNDS = 40;

    static Stream<String> kinds() {
        return Event.KINDS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void comesBackAsItWentIn(String kind) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Event event = (Event) any(Event.KINDS.get(kind), new Random(seed));
            assertThat(Json.parse(Json.write(event), Event.KINDS.get(kind))).as("seed %d", seed).isEqualTo(event);
        }
    }

    @Test
    void theTimesInOldLogsAreStillRead() {
        String old = "{\"mission\":\"m\",\"agent\":\"a\",\"at\":\"2026-01-02T03:04:05Z\"}";
        assertThat(Json.parse(old, Event.HeadMoved.class).gitAt()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(Json.parse(old, Event.AgentSignalled.class).sourceAt()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void everySignalIsAmongThoseThatAreTried() {
        List<Class<?>> met = IntStream.range(0, 500).<Class<?>>mapToObj(seed -> any(Signal.class, new Random(seed)).getClass()).distinct().toList();
        assertThat(met).containsExactlyInAnyOrder(Signal.class.getPermittedSubclasses());
    }

    private static Object any(Type type, Random random) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? IntStream.range(0, random.nextInt(4)).mapToObj(i -> of[0] == String.class ? Hostile.next(random) : any(of[0], random)).toList()
                    : Map.of("a" + random.nextInt(9), random.nextInt());
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) {
            return random.nextInt(5) == 0 ? null : Hostile.next(random);
        } else if (raw == boolean.class) {
            return random.nextBoolean();
        } else if (raw == int.class) {
            return random.nextInt();
        } else if (raw == long.class) {
            return random.nextLong();
        } else if (raw == Double.class) {
            return random.nextInt(3) == 0 ? null : random.nextInt(1_000_000) / 1000.0;
        } else if (raw == Integer.class) {
            return random.nextInt(3) == 0 ? null : random.nextInt();
        } else if (raw.isSealed()) {
            return any(raw.getPermittedSubclasses()[random.nextInt(raw.getPermittedSubclasses().length)], random);
        } else if (raw.isRecord()) {
            return make(raw, random);
        }
        throw new AssertionError("Teach this test to make a " + type);
    }

    private static Object make(Class<?> type, Random random) {
        RecordComponent[] parts = type.getRecordComponents();
        try {
            var constructor = type.getDeclaredConstructor(Stream.of(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(Stream.of(parts).map(part -> any(part.getGenericType(), random)).toArray());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
