using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using LowLatencyHedger.App.Configuration;

namespace LowLatencyHedger.App.Doctor;

/// <summary>Whether this machine's clock is right: by the kernel's own word, and beside the venue's.</summary>
internal static class ClockChecks
{
    private const int Unsynchronized = 0x40;
    private const long MaxErrorMicros = 100_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    public static Finding Kernel()
    {
        const string Advice = "run chronyd or systemd-timesyncd: orders carry a time until which they are valid";
        var state = default(TimeAdjustment);
        if (!OperatingSystem.IsLinux() || Adjust(ref state) < 0)
        {
            return new Finding("clockSynchronization", FindingLevel.Ok, "the system does not say");
        }

        var isFine = (state.Status & Unsynchronized) == 0 && state.MaxErrorMicros <= MaxErrorMicros;
        return Finding.Of(
            "clockSynchronization", isFine,
            isFine ? $"synchronized, at most {state.MaxErrorMicros / 1_000.0:0.0} ms off" : "not synchronized, or not known to be", Advice);
    }

    /// <summary>Half a round trip is all that is known of an answer's age.</summary>
    public static async Task<Finding> VenueAsync(ConfigValues values)
    {
        const string Advice = "check the address and the network; the engine measures the offset itself and pauses beyond limits.maxClockOffsetMillis";
        var address = TimeAddress(values);
        using var client = new HttpClient { Timeout = s_patience };
        try
        {
            var watch = Stopwatch.StartNew();
            var asked = DateTimeOffset.UtcNow;
            var answer = await client.GetByteArrayAsync(address).ConfigureAwait(false);
            var halfTripMillis = watch.Elapsed.TotalMilliseconds / 2;
            using var json = JsonDocument.Parse(answer);
            var offset = json.RootElement.GetProperty("result").GetInt64() - asked.ToUnixTimeMilliseconds() - halfTripMillis;
            var found = string.Create(CultureInfo.InvariantCulture, $"{offset:+0;-0;0} ms from {address.Host}, known to {halfTripMillis:0} ms");
            return Math.Abs(offset) - halfTripMillis <= values.Number("limits.maxClockOffsetMillis")
                ? new Finding("clockOffset", FindingLevel.Ok, found)
                : new Finding("clockOffset", FindingLevel.Fail, found, "set this machine's clock: beyond limits.maxClockOffsetMillis nothing is hedged");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new Finding("clockOffset", FindingLevel.Warn, $"{address.Host} does not tell its time: {e.Message}", Advice);
        }
    }

    private static Uri TimeAddress(ConfigValues values)
    {
        var url = values.Find("venue.url")?.Text
            ?? (values.Text("venue.environment") == "live" ? "wss://www.deribit.com/ws/api/v2" : "wss://test.deribit.com/ws/api/v2");
        var given = new Uri(url);
        var scheme = given.Scheme == "wss" ? "https" : "http";
        return new Uri($"{scheme}://{given.Authority}/api/v2/public/get_time");
    }

    // Blittable arguments only: nothing for a source generator to generate, and no unsafe code.
    [DllImport("libc", EntryPoint = "adjtimex")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Adjust(ref TimeAdjustment state);

    /// <summary><c>struct timex</c> of 64-bit systems; with no mode set it is only read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 208)]
    private struct TimeAdjustment
    {
        [FieldOffset(24)]
        public long MaxErrorMicros;

        [FieldOffset(40)]
        public int Status;
    }
}
