package mc.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The floors of the engine: imports point down only, and each door to the outside has one keeper. See docs/architecture.md. */
@AnalyzeClasses(packages = "mc", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTest {

    /** From the ground up; packages of one floor may use each other as long as no circle comes of it. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("mc"),
            List.of("mc.text", "mc.process"),
            List.of("mc.tmux", "mc.git", "mc.store", "mc.event"),
            List.of("mc.team", "mc.plan", "mc.agent"),
            List.of("mc.message", "mc.schedule"),
            List.of("mc.compliance", "mc.task"),
            List.of("mc.mission"),
            List.of("mc.upkeep"),
            List.of("mc.daemon"));

    @ArchTest
    static final ArchRule IMPORTS_POINT_DOWN = floors();

    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching("mc.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule RULES_DO_NOT_KNOW_WHO_WATCHES_THEM = noClasses().that().resideInAPackage("mc.compliance").should().dependOnClassesThat().resideInAPackage("mc.compliance.*..");

    @ArchTest
    static final ArchRule WATCHERS_DO_NOT_KNOW_EACH_OTHER = slices().matching("mc.compliance.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule THE_GROUND_STANDS_ALONE = noClasses().that().resideInAPackage("mc").should().dependOnClassesThat().resideInAnyPackage("mc.*..");

    @ArchTest
    static final ArchRule THE_ENGINE_HAS_NO_TERMINAL_AND_NO_COMMANDS = noClasses().should().dependOnClassesThat().resideInAnyPackage("picocli..", "org.jline..", "mc.cli..", "mc.demo..");

    @ArchTest
    static final ArchRule ONLY_PROCESS_STARTS_PROCESSES = noClasses().that().resideOutsideOfPackage("mc.process")
            .should().dependOnClassesThat().haveFullyQualifiedName(ProcessBuilder.class.getName())
            .orShould().dependOnClassesThat().resideInAPackage("org.zeroturnaround..")
            .orShould().callMethod(Runtime.class, "exec", String.class)
            .orShould().callMethod(Runtime.class, "exec", String[].class)
            .orShould().callMethod(Runtime.class, "exec", String[].class, String[].class)
            .orShould().callMethod(Runtime.class, "exec", String[].class, String[].class, File.class);

    @ArchTest
    static final ArchRule ONLY_STORE_OPENS_THE_DATABASE = noClasses().that().resideOutsideOfPackage("mc.store")
            .should().dependOnClassesThat().resideInAPackage("org.sqlite..")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.sql.DriverManager")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("org.jdbi.v3.core.Jdbi");

    @ArchTest
    static final ArchRule ONLY_THE_LOOP_WRITES = noClasses().that().doNotHaveFullyQualifiedName("mc.event.EventLoop").and().resideOutsideOfPackage("mc.store")
            .should().callMethod(mc.store.Database.class, "openWriter");

    private static LayeredArchitecture floors() {
        Map<String, Integer> floorOf = new LinkedHashMap<>();
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                floorOf.put(name, floor);
            }
        }
        LayeredArchitecture rule = layeredArchitecture().consideringOnlyDependenciesInAnyPackage("mc..");
        for (String name : floorOf.keySet()) {
            rule = rule.layer(name).definedBy(name.equals("mc") ? new String[] {"mc"} : new String[] {name + ".."});
        }
        for (Map.Entry<String, Integer> layer : floorOf.entrySet()) {
            String[] above = floorOf.entrySet().stream().filter(other -> other.getValue() >= layer.getValue() && !other.getKey().equals(layer.getKey())).map(Map.Entry::getKey).toArray(String[]::new);
            rule = above.length == 0 ? rule.whereLayer(layer.getKey()).mayNotBeAccessedByAnyLayer() : rule.whereLayer(layer.getKey()).mayOnlyBeAccessedByLayers(above);
        }
        return rule.ensureAllClassesAreContainedInArchitecture();
    }
}
