using System.Text.Json;

namespace LowLatencyHedger.Venues.Deribit.Tests.Session;

/// <summary>A request as the fake venue received it.</summary>
internal sealed record VenueRequest(long Id, string Method, JsonElement Parameters);
