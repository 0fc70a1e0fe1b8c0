namespace LowLatencyHedger.App.Monitor;

/// <summary>Where metrics are pushed to by OTLP over HTTP, and how often.</summary>
/// <param name="Endpoint">Of the signal, path included.</param>
/// <param name="Interval">Between two pushes.</param>
/// <param name="Headers">Of each request; may hold a secret, and are never printed.</param>
internal sealed record OtlpTarget(Uri Endpoint, TimeSpan Interval, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>The variable of the OpenTelemetry specification: <c>name=value</c> pairs between commas, percent-encoded.</summary>
    public const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";

    private const string MetricsPath = "v1/metrics";

    /// <summary>Null, with the problem, when it is no target.</summary>
    /// <param name="address">A collector's; the path of the signal is added to it unless it is there.</param>
    /// <param name="interval">Between two pushes.</param>
    /// <param name="headers">Text of <see cref="HeadersVariable"/>; null for none.</param>
    public static (OtlpTarget? Target, string Problem) Parse(string address, TimeSpan interval, string? headers)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0)
        {
            return (null, $"{address}: expected an address such as http://127.0.0.1:4318");
        }

        if (uri.Scheme == "http" && !uri.IsLoopback)
        {
            return (null, $"{address}: expected https, or an address of this machine");
        }

        var pairs = new List<(string, string)>();
        foreach (var pair in (headers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var split = pair.IndexOf('=');
            if (split <= 0)
            {
                return (null, $"{HeadersVariable}: expected name=value pairs between commas");
            }

            pairs.Add((Uri.UnescapeDataString(pair[..split].Trim()), Uri.UnescapeDataString(pair[(split + 1)..].Trim())));
        }

        var isWhole = uri.AbsolutePath.EndsWith("/" + MetricsPath, StringComparison.Ordinal);
        var endpoint = isWhole ? uri : new Uri(uri.AbsoluteUri.TrimEnd('/') + "/" + MetricsPath);
        return (new OtlpTarget(endpoint, interval, pairs), "");
    }
}
