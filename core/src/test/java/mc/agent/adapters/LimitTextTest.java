package mc.agent.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTextTest {

    /** What versions of the last two years printed, said at a time, by a program in a zone ("-" for none known). */
    @ParameterizedTest
    @CsvSource(delimiter = '#', value = {
        "Claude AI usage limit reached|1751234400 # 2025-06-29T20:00:00Z # - # 2025-06-29T22:00:00Z",
        "Claude usage limit reached. Your limit will reset at 5pm (Europe/Warsaw). # 2025-07-01T11:00:00Z # - # 2025-07-01T15:00:00Z",
        "5-hour limit reached ∙ resets 12pm # 2025-09-10T09:00:00Z # UTC # 2025-09-10T12:00:00Z",
        "5-hour limit reached ∙ resets 12pm # 2025-09-10T09:00:00Z # America/Denver # 2025-09-10T18:00:00Z",
        "Session limit reached ∙ resets 4am # 2025-10-10T23:30:00Z # UTC # 2025-10-11T04:00:00Z",
        "You've hit your limit · resets 8pm (Africa/Cairo) # 2026-01-10T12:00:00Z # UTC # 2026-01-10T18:00:00Z",
        "You've hit your limit · resets Jan 30, 11:30am (Asia/Calcutta) # 2026-01-28T12:00:00Z # UTC # 2026-01-30T06:00:00Z",
        "You've hit your weekly limit · resets Jan 2, 9am (UTC) # 2026-12-30T12:00:00Z # UTC # 2027-01-02T09:00:00Z",
        "You've hit your weekly limit · resets Jan 2, 2027, 5am (UTC) # 2026-12-30T12:00:00Z # UTC # 2027-01-02T05:00:00Z",
        "You're out of extra usage · resets 11:30am (Asia/Colombo) # 2026-02-03T20:00:00Z # UTC # 2026-02-04T06:00:00Z",
        "You've hit your session limit · resets 5:20am (America/Denver) /usage-credits to finish # 2026-06-10T09:00:00Z # UTC # 2026-06-10T11:20:00Z",
        "You've hit your session limit · resets 3:45pm # 2026-08-22T12:00:00Z # Europe/Berlin # 2026-08-22T13:45:00Z",
        "You've hit your weekly limit · resets Mon 12:00am # 2026-08-22T12:00:00Z # UTC # 2026-08-24T00:00:00Z",
        "You've hit your weekly limit · resets Mon 12:00am # 2026-08-24T12:00:00Z # UTC # 2026-08-31T00:00:00Z",
        "You've hit your Opus limit · resets 3:45pm # 2026-08-22T16:00:00Z # UTC # 2026-08-23T15:45:00Z",
        "You've hit your 5-hour limit · resets 8:06pm (UTC) # 2026-11-20T20:05:00Z # Asia/Tokyo # 2026-11-20T20:06:00Z",
        "You've hit your 5-hour limit · resets 8:06pm (UTC) # 2026-11-20T20:06:30Z # UTC # 2026-11-20T20:06:00Z",
        "API Error: spend limit reached (daily; resets 2026-08-09 00:00 UTC) # 2026-08-08T12:00:00Z # - # 2026-08-09T00:00:00Z",
        "You've hit your limit · resets 17:30 (Etc/GMT+5) # 2026-01-10T12:00:00Z # UTC # 2026-01-10T22:30:00Z",
        "You've hit your limit · resets 12am # 2026-01-10T12:00:00Z # UTC # 2026-01-11T00:00:00Z",
        "You’ve hit your limit · resets 2:30am (Europe/Berlin) # 2026-03-28T23:00:00Z # UTC # 2026-03-29T01:30:00Z"}) // an hour that is left out
    void theEndOfALimitIsRead(String text, Instant said, String zone, Instant until) {
        assertThat(LimitText.isLimit(text)).isTrue();
        assertThat(LimitText.reset(text, said, zone.equals("-") ? Optional.empty() : Optional.of(ZoneId.of(zone)))).contains(until);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "You've hit your limit", "You've hit your limit · resets soon", "You've hit your limit · resets 5", "You've hit your limit · resets 5 (UTC)", "You've hit your limit · resets 25:00", "You've hit your limit · resets 13pm (UTC)",
        "You've hit your limit · resets 0am", "You've hit your limit · resets 5pm (Nowhere/City)", "You've hit your limit · resets Feb 31, 5pm (UTC)", "You've hit your limit · resets 5 apples"})
    void whatIsInDoubtIsNotGuessed(String text) {
        assertThat(LimitText.reset(text, Instant.parse("2026-01-10T12:00:00Z"), Optional.of(ZoneId.of("UTC")))).isEmpty();
    }

    @Test
    void aTimeWithoutAZoneNeedsTheProgramsOwn() {
        assertThat(LimitText.reset("You've hit your limit · resets 5pm", Instant.parse("2026-01-10T12:00:00Z"), Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "You've used 91% of your session limit · resets 12:40pm (UTC) · Run /usage-credits to keep going", "You're close to your weekly limit", "You're now using usage credits", "Now using extra usage",
        "API Error: Request rejected (429) · too many requests", "Server is temporarily limiting requests (not your usage limit)", "API Error: 529 overloaded_error", "API Error: 500", "", "I reset the limit reached by resets 5pm"})
    void warningsAndOverloadsAreNoLimits(String text) {
        assertThat(LimitText.isLimit(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fable 5 requires usage credits", "Your org is out of usage · add funds to continue", "Your seat type doesn't include usage credits", "Weekly limit reached ∙ resets Oct 9 at 5pm", "Opus weekly limit reached ∙ resets 5pm"})
    void otherLimitsAreLimits(String text) {
        assertThat(LimitText.isLimit(text)).isTrue();
    }
}
