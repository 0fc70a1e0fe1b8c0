using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LowLatencyHedger.App.Tests.Monitor;

/// <summary>What an OpenTelemetry collector does with metrics: takes them over HTTP, and refuses what is not OTLP in JSON.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<JsonObject> _received = new();

    public OtlpReceiver()
    {
        // A listener of its own finds a free port; HttpListener has no port 0.
        using (var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}");
        }

        _listener.Prefixes.Add(Address + "v1/metrics/");
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>Of the last request.</summary>
    public string? Key { get; private set; }

    /// <summary>What was wrong with a request; null for nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>The newest request that something is true of.</summary>
    public async Task<JsonObject> UntilAsync(Func<JsonObject, bool> isWanted)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            Assert.Null(Problem);
            if (_received.Reverse().FirstOrDefault(isWanted) is { } found)
            {
                return found;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"none of {_received.Count} requests is such a one");
    }

    /// <summary>The metrics of a request by their names.</summary>
    public static Dictionary<string, JsonNode> MetricsOf(JsonObject request) =>
        request["resourceMetrics"]![0]!["scopeMetrics"]![0]!["metrics"]!.AsArray().ToDictionary(metric => (string)metric!["name"]!, metric => metric!);

    public static Dictionary<string, string> Attributes(JsonNode holder) => holder["attributes"]!.AsArray()
        .ToDictionary(pair => (string)pair!["key"]!, pair => (string)pair!["value"]!["stringValue"]!);

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                Take(context.Request);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NullReferenceException or Xunit.Sdk.XunitException)
            {
                Problem = e.ToString();
                context.Response.StatusCode = 400;
            }

            context.Response.Close();
        }
    }

    private void Take(HttpListenerRequest http)
    {
        Assert.Equal(("POST", "application/json"), (http.HttpMethod, http.ContentType));
        Key = http.Headers["x-key"];
        var request = JsonNode.Parse(http.InputStream)!.AsObject();
        foreach (var (name, metric) in MetricsOf(request))
        {
            Check(name, metric);
        }

        _received.Enqueue(request);
    }

    /// <summary>By the protocol's own rules for each kind of metric.</summary>
    private static void Check(string name, JsonNode metric)
    {
        var kind = Assert.Single(metric.AsObject(), pair => pair.Key is "gauge" or "sum" or "histogram");
        Assert.Equal(name.EndsWith("_total", StringComparison.Ordinal), kind.Key == "sum");
        Assert.Equal(kind.Key == "gauge" ? null : 2, (int?)kind.Value!["aggregationTemporality"]);
        foreach (var point in kind.Value["dataPoints"]!.AsArray())
        {
            Assert.True(ulong.Parse((string)point!["timeUnixNano"]!) >= ulong.Parse((string)point["startTimeUnixNano"]!));
            if (kind.Key != "histogram")
            {
                Assert.True(double.IsFinite((double)point["asDouble"]!));
                continue;
            }

            var counts = point["bucketCounts"]!.AsArray().Select(count => ulong.Parse((string)count!)).ToList();
            Assert.Equal(counts.Count, point["explicitBounds"]!.AsArray().Count + 1);
            Assert.Equal(ulong.Parse((string)point["count"]!), counts.Aggregate(0UL, (sum, count) => sum + count));
        }
    }
}
