using static MergeDsl.Diagnostics.Severity;

namespace MergeDsl.Diagnostics;

/// <summary>Every kind of diagnostic. 01xx shape of a declaration, 02xx evaluation, 03xx plan, 04xx YAML, 05xx manifests and checkpoints, 06xx advice, 07xx files and running, 09xx internal.</summary>
public static class DiagnosticKinds
{
    /// <summary>No method of this name.</summary>
    public static readonly DiagnosticKind UnknownMethod = new("MDSL0101", Error, "Unknown merge method");

    /// <summary>Exactly one of models, slices and modules must be given.</summary>
    public static readonly DiagnosticKind OneForm = new("MDSL0102", Error, "Exactly one of models, slices and modules");

    /// <summary>A parameter name that is close to one the method reads.</summary>
    public static readonly DiagnosticKind UnknownParameter = new("MDSL0103", Error, "Misspelt parameter");

    /// <summary>A required parameter is nowhere set.</summary>
    public static readonly DiagnosticKind MissingParameter = new("MDSL0104", Error, "Missing parameter");

    /// <summary>The method takes another number of models.</summary>
    public static readonly DiagnosticKind ModelCount = new("MDSL0105", Error, "Wrong number of models");

    /// <summary>The method needs a base model.</summary>
    public static readonly DiagnosticKind MissingBaseModel = new("MDSL0106", Error, "Missing base model");

    /// <summary>The base model is not a source of the slice.</summary>
    public static readonly DiagnosticKind BaseModelNotASource = new("MDSL0107", Error, "The base model is not among the sources");

    /// <summary>The same model is listed twice.</summary>
    public static readonly DiagnosticKind SameModelTwice = new("MDSL0108", Error, "The same model twice");

    /// <summary>A layer range takes no layer.</summary>
    public static readonly DiagnosticKind EmptyLayerRange = new("MDSL0109", Error, "Empty or reversed layer range");

    /// <summary>A layer range is not a pair of layer numbers.</summary>
    public static readonly DiagnosticKind InvalidLayerRange = new("MDSL0110", Error, "Not a layer range");

    /// <summary>A value is of another type than the parameter.</summary>
    public static readonly DiagnosticKind ValueType = new("MDSL0111", Error, "Value of the wrong type");

    /// <summary>A value that the method cannot compute with.</summary>
    public static readonly DiagnosticKind ImpossibleValue = new("MDSL0112", Error, "Value that cannot be computed with");

    /// <summary>A setting that is neither a value, a gradient nor a list of rules.</summary>
    public static readonly DiagnosticKind MalformedSetting = new("MDSL0113", Error, "Malformed setting");

    /// <summary>Weights that are normalised sum to zero.</summary>
    public static readonly DiagnosticKind WeightsSumToZero = new("MDSL0114", Error, "Weights sum to zero");

    /// <summary>A slice without sources.</summary>
    public static readonly DiagnosticKind NoSources = new("MDSL0115", Error, "Slice without sources");

    /// <summary>A reference to a model that cannot be read.</summary>
    public static readonly DiagnosticKind InvalidModelReference = new("MDSL0116", Error, "Malformed model reference");

    /// <summary>The sources of a slice have different numbers of layers.</summary>
    public static readonly DiagnosticKind UnequalSources = new("MDSL0117", Error, "Sources of unequal length");

    /// <summary>No dtype of this name, or none that is computed with.</summary>
    public static readonly DiagnosticKind UnknownDType = new("MDSL0118", Error, "Unknown dtype");

    /// <summary>Both tokenizer and tokenizer_source are given.</summary>
    public static readonly DiagnosticKind TwoTokenizers = new("MDSL0119", Error, "Two tokenizer settings");

    /// <summary>A token is taken from a model that is not in the merge.</summary>
    public static readonly DiagnosticKind TokenModelNotInMerge = new("MDSL0120", Error, "Token of a model that is not in the merge");

    /// <summary>No built-in chat template of this name.</summary>
    public static readonly DiagnosticKind UnknownChatTemplate = new("MDSL0121", Error, "Unknown chat template");

    /// <summary>A token setting that cannot be read.</summary>
    public static readonly DiagnosticKind MalformedToken = new("MDSL0122", Error, "Malformed token");

    /// <summary>A merge that needs itself as an input.</summary>
    public static readonly DiagnosticKind CyclicChain = new("MDSL0123", Error, "Cyclic chain of merges");

    /// <summary>A repetition count below one.</summary>
    public static readonly DiagnosticKind InvalidCount = new("MDSL0124", Error, "Invalid count");

    /// <summary>A class that cannot be completed by generated code: not static, not partial, nested or generic.</summary>
    public static readonly DiagnosticKind NotStaticPartial = new("MDSL0125", Error, "Class that cannot be completed");

    /// <summary>A merge class without a definition that can be read.</summary>
    public static readonly DiagnosticKind NoDefinition = new("MDSL0126", Error, "Merge without a definition");

    /// <summary>A custom merge method whose declaration is wrong.</summary>
    public static readonly DiagnosticKind MalformedMethod = new("MDSL0127", Error, "Merge method that cannot be used");

    /// <summary>Two tokens, or two modules, of one name.</summary>
    public static readonly DiagnosticKind SameNameTwice = new("MDSL0128", Error, "The same name twice");

    /// <summary>A chat template whose blocks do not close.</summary>
    public static readonly DiagnosticKind MalformedTemplate = new("MDSL0129", Error, "Chat template that does not close");

    /// <summary>A declaration that the compiler cannot evaluate: it is planned at run time.</summary>
    public static readonly DiagnosticKind NotEvaluated = new("MDSL0201", Warning, "Planned at run time");

    /// <summary>A declaration whose evaluation throws.</summary>
    public static readonly DiagnosticKind EvaluationThrows = new("MDSL0202", Error, "Declaration that throws");

    /// <summary>A layer range goes past the last layer.</summary>
    public static readonly DiagnosticKind LayerRangePastEnd = new("MDSL0301", Error, "Layer range past the last layer");

    /// <summary>A filter that matches no tensor but is close to one that would.</summary>
    public static readonly DiagnosticKind MisspeltFilter = new("MDSL0302", Error, "Filter that matches nothing, a near miss");

    /// <summary>A required parameter is not set for some tensors.</summary>
    public static readonly DiagnosticKind PartlyMissingParameter = new("MDSL0303", Error, "Parameter missing for some tensors");

    /// <summary>Models of different architectures.</summary>
    public static readonly DiagnosticKind MixedArchitectures = new("MDSL0304", Error, "Different architectures");

    /// <summary>Tensors of different shapes.</summary>
    public static readonly DiagnosticKind ShapeMismatch = new("MDSL0305", Error, "Shapes do not fit");

    /// <summary>Vocabularies of different sizes.</summary>
    public static readonly DiagnosticKind VocabularyMismatch = new("MDSL0306", Error, "Vocabularies do not fit");

    /// <summary>An unfiltered zero reaches the final norm and the head.</summary>
    public static readonly DiagnosticKind HeadScaledByZero = new("MDSL0307", Error, "The final norm and the head are scaled by 0");

    /// <summary>A source lacks a tensor that the output needs.</summary>
    public static readonly DiagnosticKind MissingTensor = new("MDSL0308", Error, "Missing tensor");

    /// <summary>The configuration of the family has no form for this order of layers.</summary>
    public static readonly DiagnosticKind ImpossiblePattern = new("MDSL0309", Error, "Layer order that the configuration cannot express");

    /// <summary>No module of this name.</summary>
    public static readonly DiagnosticKind UnknownModule = new("MDSL0310", Error, "Unknown module");

    /// <summary>No zeroing makes a layer of this family transparent.</summary>
    public static readonly DiagnosticKind NeverTransparent = new("MDSL0312", Error, "Layers of this family cannot be transparent");

    /// <summary>Something that a later version will do.</summary>
    public static readonly DiagnosticKind NotSupported = new("MDSL0314", Error, "Not supported yet");

    /// <summary>A dtype that cannot be computed with.</summary>
    public static readonly DiagnosticKind NoArithmetic = new("MDSL0315", Error, "Dtype without arithmetic");

    /// <summary>A merge that would write no tensor.</summary>
    public static readonly DiagnosticKind NothingToWrite = new("MDSL0316", Error, "Nothing to write");

    /// <summary>A merge with more tensors, layers or elements than any model has.</summary>
    public static readonly DiagnosticKind OutputTooLarge = new("MDSL0317", Error, "More tensors than a model has");

    /// <summary>A plan that is not the one that its hash was made of.</summary>
    public static readonly DiagnosticKind ChangedPlan = new("MDSL0318", Error, "The plan is not that of its hash");

    /// <summary>The text is not YAML.</summary>
    public static readonly DiagnosticKind InvalidYaml = new("MDSL0401", Error, "The YAML does not parse");

    /// <summary>YAML, but not a merge.</summary>
    public static readonly DiagnosticKind NotAMerge = new("MDSL0402", Error, "Not a merge");

    /// <summary>A key that nothing reads, close to one that would be read.</summary>
    public static readonly DiagnosticKind MisspeltKey = new("MDSL0403", Error, "Misspelt key");

    /// <summary>A key that nothing reads.</summary>
    public static readonly DiagnosticKind UnknownKey = new("MDSL0404", Warning, "Unknown key");

    /// <summary>A key given twice: the last one counts.</summary>
    public static readonly DiagnosticKind DuplicateKey = new("MDSL0405", Warning, "Duplicate key");

    /// <summary>An alias without its anchor.</summary>
    public static readonly DiagnosticKind UnknownAlias = new("MDSL0406", Error, "Unknown alias");

    /// <summary>A mapping, list or value where another kind of node is expected.</summary>
    public static readonly DiagnosticKind WrongNode = new("MDSL0407", Error, "Unexpected kind of value");

    /// <summary>A parameter that stands where nothing reads it.</summary>
    public static readonly DiagnosticKind MisplacedKey = new("MDSL0408", Error, "Misplaced key");

    /// <summary>A spelling that older versions of mergekit understood.</summary>
    public static readonly DiagnosticKind ObsoleteSpelling = new("MDSL0409", Note, "Obsolete spelling");

    /// <summary>A number that YAML 1.1 reads differently than it looks.</summary>
    public static readonly DiagnosticKind SurprisingNumber = new("MDSL0410", Note, "A number that is not what it looks like");

    /// <summary>A document beyond the limits of the reader.</summary>
    public static readonly DiagnosticKind YamlLimit = new("MDSL0411", Error, "YAML beyond the limits");

    /// <summary>A required key is missing.</summary>
    public static readonly DiagnosticKind MissingKey = new("MDSL0412", Error, "Missing key");

    /// <summary>Several documents carry one name, or none.</summary>
    public static readonly DiagnosticKind DocumentName = new("MDSL0413", Error, "Name of a document");

    /// <summary>Something that mergekit's YAML has no form for.</summary>
    public static readonly DiagnosticKind NoYamlForm = new("MDSL0414", Error, "No form in mergekit's YAML");

    /// <summary>Something that declarations in C# have no form for.</summary>
    public static readonly DiagnosticKind NoCSharpForm = new("MDSL0415", Error, "No form in C#");

    /// <summary>A model is nowhere to be found.</summary>
    public static readonly DiagnosticKind ModelNotFound = new("MDSL0501", Error, "Model not found");

    /// <summary>A directory without safetensors files.</summary>
    public static readonly DiagnosticKind NoSafetensors = new("MDSL0502", Error, "No safetensors");

    /// <summary>Quantised weights.</summary>
    public static readonly DiagnosticKind Quantised = new("MDSL0503", Error, "Quantised checkpoint");

    /// <summary>A safetensors file that breaks a rule of the format.</summary>
    public static readonly DiagnosticKind InvalidSafetensors = new("MDSL0504", Error, "Invalid safetensors file");

    /// <summary>An index that cannot be read, or does not fit its shards.</summary>
    public static readonly DiagnosticKind InvalidIndex = new("MDSL0505", Error, "Invalid index");

    /// <summary>A shard that the index names is missing.</summary>
    public static readonly DiagnosticKind MissingShard = new("MDSL0506", Error, "Missing shard");

    /// <summary>A config.json that is missing or cannot be read.</summary>
    public static readonly DiagnosticKind InvalidConfig = new("MDSL0507", Error, "Missing or invalid config.json");

    /// <summary>The checkpoint is not the one that the manifest describes.</summary>
    public static readonly DiagnosticKind ManifestDrift = new("MDSL0508", Error, "The checkpoint differs from its manifest");

    /// <summary>A manifest that cannot be read.</summary>
    public static readonly DiagnosticKind InvalidManifest = new("MDSL0509", Error, "Invalid manifest");

    /// <summary>A checkpoint without layers.</summary>
    public static readonly DiagnosticKind NoLayers = new("MDSL0510", Error, "No layers");

    /// <summary>An adapter that is nowhere to be found.</summary>
    public static readonly DiagnosticKind AdapterNotFound = new("MDSL0511", Error, "Adapter not found");

    /// <summary>A token that the model's tokenizer does not have.</summary>
    public static readonly DiagnosticKind UnknownToken = new("MDSL0512", Error, "Unknown token");

    /// <summary>The donor has no tokenizer.</summary>
    public static readonly DiagnosticKind MissingTokenizer = new("MDSL0513", Warning, "No tokenizer");

    /// <summary>No file of the project is the manifest that a checkpoint class names, or several are.</summary>
    public static readonly DiagnosticKind ManifestNotFound = new("MDSL0514", Error, "Manifest not among the project's files");

    /// <summary>Two parts of a checkpoint would become members of one name.</summary>
    public static readonly DiagnosticKind MemberClash = new("MDSL0515", Error, "Two members of one name");

    /// <summary>A manifest of a model that the merge does not name.</summary>
    public static readonly DiagnosticKind UnusedManifest = new("MDSL0516", Warning, "Manifest of no model of the merge");

    /// <summary>Two manifests of one model that state different facts.</summary>
    public static readonly DiagnosticKind ConflictingManifests = new("MDSL0517", Error, "Manifests that contradict each other");

    /// <summary>A file that the output gets is a link that leads out of the checkpoint.</summary>
    public static readonly DiagnosticKind LinkOutOfCheckpoint = new("MDSL0518", Error, "Link out of the checkpoint");

    /// <summary>An output whose config.json would state other layers than it has.</summary>
    public static readonly DiagnosticKind UnloadableOutput = new("MDSL0520", Error, "Output that could not be loaded");

    /// <summary>A model that is not found, and whose name is close to that of one that is.</summary>
    public static readonly DiagnosticKind MisspeltModel = new("MDSL0521", Warning, "Model that is not found, a near miss");

    /// <summary>A parameter that the method does not read.</summary>
    public static readonly DiagnosticKind UnreadParameter = new("MDSL0601", Warning, "Parameter that the method does not read");

    /// <summary>A filter that matches no tensor.</summary>
    public static readonly DiagnosticKind FilterWithoutMatch = new("MDSL0602", Warning, "Filter that matches nothing");

    /// <summary>A rule that can never apply.</summary>
    public static readonly DiagnosticKind UnreachableRule = new("MDSL0603", Warning, "Rule that can never apply");

    /// <summary>A value outside the range in which it makes sense.</summary>
    public static readonly DiagnosticKind UnusualValue = new("MDSL0604", Warning, "Value outside its natural range");

    /// <summary>A gradient with more values than its slice has layers.</summary>
    public static readonly DiagnosticKind LongGradient = new("MDSL0605", Warning, "Gradient with more values than layers");

    /// <summary>A layer that is meant to be transparent and is not.</summary>
    public static readonly DiagnosticKind NotTransparent = new("MDSL0606", Warning, "Layer that is almost transparent");

    /// <summary>A filter with a layer number in a merge that renumbers layers.</summary>
    public static readonly DiagnosticKind LayerNumberInFilter = new("MDSL0607", Warning, "Layer number in a filter");

    /// <summary>Ranges of the same model overlap or leave a gap.</summary>
    public static readonly DiagnosticKind OverlapOrGap = new("MDSL0608", Note, "Overlap or gap of layer ranges");

    /// <summary>No dtype: inputs keep theirs.</summary>
    public static readonly DiagnosticKind NoDType = new("MDSL0609", Note, "No dtype");

    /// <summary>A parameter on the base model that is read only for the others.</summary>
    public static readonly DiagnosticKind ParameterOnBaseModel = new("MDSL0610", Note, "Parameter on the base model");

    /// <summary>The tokenizer of a base model that is not given.</summary>
    public static readonly DiagnosticKind TokenizerOfMissingBase = new("MDSL0611", Note, "Tokenizer of a base model that is not given");

    /// <summary>A layer behaves differently at its new position.</summary>
    public static readonly DiagnosticKind LayerKnowsItsPlace = new("MDSL0612", Warning, "Layer that depends on its position");

    /// <summary>A scale that overflows the dtype of the output.</summary>
    public static readonly DiagnosticKind ScaleOverflows = new("MDSL0613", Warning, "Scale that overflows");

    /// <summary>Models under different licences.</summary>
    public static readonly DiagnosticKind DifferentLicences = new("MDSL0614", Warning, "Different licences");

    /// <summary>Tensors of a source that no output needs.</summary>
    public static readonly DiagnosticKind UnusedTensors = new("MDSL0615", Note, "Tensors that the output does not need");

    /// <summary>A family that is not known, and what was inferred.</summary>
    public static readonly DiagnosticKind InferredFamily = new("MDSL0616", Note, "Unknown family");

    /// <summary>Models whose configurations disagree on what cannot be averaged.</summary>
    public static readonly DiagnosticKind DisagreeingConfigs = new("MDSL0618", Warning, "Configurations that disagree");

    /// <summary>A division of whole numbers whose fraction is cut.</summary>
    public static readonly DiagnosticKind CutDivision = new("MDSL0619", Warning, "Division whose fraction is cut");

    /// <summary>A factor of the first or last slice that scales embeddings, final norm or head too.</summary>
    public static readonly DiagnosticKind ScaledOutside = new("MDSL0620", Warning, "Scale that reaches embeddings or head");

    /// <summary>A filter with the number of one layer that matches others, too.</summary>
    public static readonly DiagnosticKind FilterOfFurtherLayers = new("MDSL0621", Warning, "Filter that matches further layers");

    /// <summary>A merge whose result is the base model.</summary>
    public static readonly DiagnosticKind ResultIsBase = new("MDSL0622", Warning, "Result that is the base model");

    /// <summary>A list of as many values as there are models, which is a gradient for each.</summary>
    public static readonly DiagnosticKind ListForModels = new("MDSL0623", Note, "List as long as the models");

    /// <summary>An output in a wider dtype than that which the merge was rounded to.</summary>
    public static readonly DiagnosticKind WiderOutput = new("MDSL0624", Warning, "Output wider than the merge");

    /// <summary>A model whose first layers or whose last layer the merge leaves out.</summary>
    public static readonly DiagnosticKind EndLeftOut = new("MDSL0625", Warning, "First or last layer left out");

    /// <summary>A base model that the method takes for one more input.</summary>
    public static readonly DiagnosticKind BaseModelAsInput = new("MDSL0626", Warning, "Base model that becomes an input");

    /// <summary>Weights that are not divided by their sum and do not sum to 1.</summary>
    public static readonly DiagnosticKind UnnormalizedSum = new("MDSL0627", Note, "Weights that scale the result");

    /// <summary>The output directory is there and not empty.</summary>
    public static readonly DiagnosticKind OutputNotEmpty = new("MDSL0701", Error, "Output directory not empty");

    /// <summary>The output would be written onto a source.</summary>
    public static readonly DiagnosticKind OutputIsASource = new("MDSL0702", Error, "Output onto a source");

    /// <summary>There is not enough space.</summary>
    public static readonly DiagnosticKind NoSpace = new("MDSL0703", Error, "Not enough space");

    /// <summary>A file cannot be written.</summary>
    public static readonly DiagnosticKind CannotWrite = new("MDSL0704", Error, "Cannot write");

    /// <summary>A file cannot be read.</summary>
    public static readonly DiagnosticKind CannotRead = new("MDSL0705", Error, "Cannot read");

    /// <summary>A source changed while it was read.</summary>
    public static readonly DiagnosticKind SourceChanged = new("MDSL0706", Error, "Source changed while reading");

    /// <summary>Buffers of the inputs differ that must be equal.</summary>
    public static readonly DiagnosticKind BuffersDiffer = new("MDSL0707", Error, "Integer buffers differ");

    /// <summary>Elements of an output that are NaN or infinite.</summary>
    public static readonly DiagnosticKind NonFiniteNumbers = new("MDSL0708", Warning, "Numbers that became NaN or infinite");

    /// <summary>A directory that is to be replaced holds more than an output of MergeDsl.</summary>
    public static readonly DiagnosticKind NotAnOutput = new("MDSL0709", Error, "Not an output of MergeDsl");

    /// <summary>Another merge writes to the same output directory.</summary>
    public static readonly DiagnosticKind OutputInUse = new("MDSL0710", Error, "Output directory in use");

    /// <summary>An output is complete, but could not take its place.</summary>
    public static readonly DiagnosticKind NotPublished = new("MDSL0711", Error, "Output not published");

    /// <summary>A merge is C#, and .NET is missing.</summary>
    public static readonly DiagnosticKind NoDotnet = new("MDSL0712", Error, ".NET is missing");

    /// <summary>A fault of MergeDsl itself.</summary>
    public static readonly DiagnosticKind InternalError = new("MDSL0901", Error, "Fault of MergeDsl");
}
