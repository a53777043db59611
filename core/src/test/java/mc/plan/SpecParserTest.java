package mc.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpecParserTest {

    @Test
    void headerLinesAndNamedLists() {
        Spec spec = SpecParser.parse("signal_deployment.md", """
                PROJECT: Signal service
                TARGET: 192.0.2.38
                TYPE: System Deployment

                REQUIREMENTS:
                - Port 8002
                - systemd auto-restart,
                  also after a crash
                * Health endpoint

                DELIVERABLES:
                1. Running service
                2. Monitoring dashboard

                Thanks for reading.
                - not a deliverable
                """);
        assertThat(spec.title()).isEqualTo("Signal service");
        assertThat(spec.metadata()).containsEntry("TARGET", "192.0.2.38").containsEntry("TYPE", "System Deployment");
        assertThat(spec.requirements()).containsExactly("Port 8002", "systemd auto-restart, also after a crash", "Health endpoint");
        assertThat(spec.deliverables()).containsExactly("Running service", "Monitoring dashboard");
        assertThat(spec.sections()).singleElement().satisfies(section -> assertThat(section.items()).extracting(Spec.Item::text).containsExactly("not a deliverable"));
        assertThat(spec.facts().declaredType()).contains("System Deployment");
        assertThat(spec.facts().requirements()).isEqualTo(6);
    }

    @Test
    void headingsListsAndChecks() {
        Spec spec = SpecParser.parse("spec.md", """
                # A shop
                Sells things.
                ## 1. Backend
                1. Orders API
                2) Payments
                ## Frontend ##
                - [ ] Cart page
                - [x] Logo
                + Search
                """);
        assertThat(spec.title()).isEqualTo("A shop");
        assertThat(spec.sections()).extracting(Spec.Section::heading).containsExactly("A shop", "Backend", "Frontend");
        assertThat(spec.sections().get(0).prose()).isEqualTo("Sells things.");
        assertThat(spec.sections().get(1).items()).extracting(Spec.Item::kind).containsExactly(Spec.Kind.NUMBERED, Spec.Kind.NUMBERED);
        assertThat(spec.sections().get(2).items()).containsExactly(new Spec.Item("Cart page", Spec.Kind.OPEN), new Spec.Item("Logo", Spec.Kind.DONE), new Spec.Item("Search", Spec.Kind.BULLET));
    }

    @Test
    void requirementsAsHeadingIncludeTheHeadingsBelow() {
        Spec spec = SpecParser.parse("s.md", "# App\n## Requirements\n- one\n### More\nSome words.\n- two\n## Plan\n- three\n**Deliverables:**\n- four\n");
        assertThat(spec.requirements()).containsExactly("one", "two");
        assertThat(spec.deliverables()).containsExactly("four");
        assertThat(spec.sections()).extracting(Spec.Section::heading).contains("Plan");
    }

    @Test
    void listsOnOneLine() {
        assertThat(SpecParser.parse("s.md", "PROJECT: x\nREQUIREMENTS: a health endpoint\n").requirements()).containsExactly("a health endpoint");
    }

    @Test
    void codeIsNotRead() {
        Spec spec = SpecParser.parse("s.md", "# A\n```sh\n# not a heading\n- not an item\nTYPE: web_app\n~~~\n```\n- item\n~~~\n- unclosed fence\n");
        assertThat(spec.sections()).hasSize(1);
        assertThat(spec.sections().get(0).items()).extracting(Spec.Item::text).containsExactly("item");
        assertThat(spec.metadata()).isEmpty();
    }

    @Test
    void proseThatMentionsRequirementsIsNoList() {
        Spec spec = SpecParser.parse("s.md", "Requirements\n- item\n");
        assertThat(spec.requirements()).isEmpty();
        assertThat(SpecParser.parse("s.md", "REQUIREMENTS\n- item\n").requirements()).containsExactly("item");
    }

    @Test
    void escapesAndDirectionMarksAreGone() {
        Spec spec = SpecParser.parse("\u202egpj.md", "# A\u001b[31m red\n- do\u200b it\u202e\n");
        assertThat(spec.title()).isEqualTo("A red");
        assertThat(spec.fileName()).isEqualTo("gpj.md");
        assertThat(spec.sections().get(0).items().get(0).text()).isEqualTo("do it");
    }

    @Test
    void muchOfAnythingIsReadInReasonableTime() {
        for (String line : new String[] {"# a #  #  #\n", "- x\n  y\n", "1. \n", "*".repeat(50) + "\n", " ".repeat(300_000) + "x", "#".repeat(300_000), "- [ ]" + " ".repeat(300_000)}) {
            long start = System.nanoTime();
            SpecParser.parse("s.md", line.repeat(Math.max(1, 300_000 / line.length())));
            assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
        }
    }
}
